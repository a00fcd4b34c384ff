public import Agents
public import Foundation
public import Identifiers

/// A delivery that is to be tried now, with all that its request needs.
public struct WebhookJob: Sendable {
  public var delivery: ID<WebhookDelivery>
  public var agent: ID<Agent>
  public var event: WebhookEvent
  /// When it happened.
  public var createdAt: Date
  /// Attempts that were made before.
  public var attempts: Int
  /// The agent's webhook as it is now; nil when it has none any more.
  public var url: String?
  public var secret: String?
  /// As it was when it happened.
  public var record: CallRecord
  /// Oldest first; none before the call's end.
  public var messages: [RecordedMessage]

  public init(
    delivery: ID<WebhookDelivery>, agent: ID<Agent>, event: WebhookEvent, createdAt: Date, attempts: Int, url: String?,
    secret: String?, record: CallRecord, messages: [RecordedMessage]
  ) {
    self.delivery = delivery
    self.agent = agent
    self.event = event
    self.createdAt = createdAt
    self.attempts = attempts
    self.url = url
    self.secret = secret
    self.record = record
    self.messages = messages
  }
}
