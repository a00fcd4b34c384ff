public import Identifiers

/// What a conversation may do to its call. It does not know whether that is a telephone call.
public protocol CallControl: Sendable {
  /// Ends the call: the agent has said all it had to say.
  func endCall(_ reason: ConversationEnd) async
  /// Presses keys for whoever is at the other end; returns when the last was pressed.
  func press(_ keys: KeySequence) async
  /// Puts the caller through; returns when it is known what became of it.
  func transfer(to target: TransferTarget) async -> TransferOutcome
  /// Runs a tool of the agent's owner; returns when it is known what came of it.
  func run(_ tool: WebhookTool, for call: ToolCall) async -> ToolResult
}
