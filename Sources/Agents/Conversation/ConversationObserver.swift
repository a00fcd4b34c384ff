/// Is told of what a conversation's record should hold.
///
/// Called in order, from the conversation; must return at once (put the report into a queue of your own).
public protocol ConversationObserver: Sendable {
  func conversationReports(_ report: ConversationReport)
}

/// One thing that happened. Times are on the conversation's clock.
public enum ConversationReport: Equatable, Sendable {
  case message(ConversationMessage)
  case event(ConversationEvent, at: Duration)
  /// A sentence for the call's warnings.
  case warning(String)
  /// By the agent's side; not reported when the call ended from outside.
  case ended(ConversationEnd, at: Duration)
}
