/// What the owner of an agent is told of over HTTP.
public enum WebhookEvent: String, Hashable, Sendable, Codable, CaseIterable {
  /// The call was answered.
  case conversationStarted = "conversation.started"
  case conversationCompleted = "conversation.completed"
  /// It never connected.
  case conversationFailed = "conversation.failed"

  /// What a record's change of status is told as; nil: nothing.
  ///
  /// - Parameter old: nil for a record that is new.
  public init?(from old: CallRecord.Status?, to new: CallRecord.Status) {
    guard old != new else { return nil }
    switch new {
    case .pending: return nil
    case .active: self = .conversationStarted
    case .completed: self = .conversationCompleted
    case .failed: self = .conversationFailed
    }
  }
}
