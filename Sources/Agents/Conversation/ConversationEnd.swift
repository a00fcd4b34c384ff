/// Why a conversation ended by its agent's side.
public enum ConversationEnd: Hashable, Sendable {
  /// The agent said goodbye.
  case agentEnded
  /// The caller was put through.
  case transferred
  /// The caller was silent for too long, and was told so.
  case inactivity
  /// The call had its full length.
  case maxDuration
  /// An engine failed or gave rubbish twice in a row. `detail` names the engine and what to do; no transcript.
  case engineFailure(detail: String)
}
