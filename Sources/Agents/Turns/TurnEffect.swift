public import Identifiers

/// What ``TurnTaking`` wants done.
public enum TurnEffect: Equatable, Sendable {
  case transcribe(WorkID, SpeechClip)
  case generate(WorkID, ModelRequest)
  /// Synthesize the text and queue it, as the clip of the same number.
  case speak(WorkID, String)
  /// The result is no longer wanted.
  case cancel(WorkID)
  /// Fall silent and keep what is queued: someone may be speaking.
  case hold
  /// Go on where the hold began.
  case release
  /// Fall silent and drop what is queued.
  case silence
  /// What the caller says from now on is a new segment.
  case beginSegment
  /// Press these keys, one after the other.
  case press(WorkID, KeySequence)
  /// Put the caller through; what became of it is told as `transferEnded`.
  case transfer(WorkID, TransferTarget)
  /// Run a tool of the owner's; what came of it is told as `toolEnded`.
  case run(WorkID, WebhookTool, ToolCall)
  case record(ConversationMessage)
  case note(ConversationEvent)
  case end(ConversationEnd)
}
