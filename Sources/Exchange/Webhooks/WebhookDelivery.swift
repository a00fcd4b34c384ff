public import Foundation
public import Identifiers

/// One event on its way to an agent's webhook, with every attempt that was made.
public struct WebhookDelivery: Identified, Hashable, Sendable {
  public static let idPrefix = "whd"

  public enum Status: String, Hashable, Sendable, Codable, CaseIterable {
    /// Not taken yet; ``WebhookDelivery/nextAttemptAt`` says when it is tried.
    case pending
    /// The receiver answered 2xx.
    case delivered
    /// It is not tried again: the receiver said so, the agent has no webhook any more, or a day has passed.
    case abandoned
  }

  public struct Attempt: Hashable, Sendable {
    public var at: Date
    public var milliseconds: Int
    /// What the receiver answered; nil when it did not.
    public var responseStatus: Int?
    /// Nil when it was taken.
    public var problem: String?

    public init(at: Date, milliseconds: Int, responseStatus: Int? = nil, problem: String? = nil) {
      self.at = at
      self.milliseconds = milliseconds
      self.responseStatus = responseStatus
      self.problem = problem
    }
  }

  public var id: ID<WebhookDelivery>
  public var event: WebhookEvent
  /// The agent's webhook when it happened.
  public var url: String
  public var status: Status
  /// When it happened.
  public var createdAt: Date
  /// Nil when it is not tried again.
  public var nextAttemptAt: Date?
  /// Oldest first.
  public var attempts: [Attempt]

  public init(
    id: ID<WebhookDelivery>, event: WebhookEvent, url: String, status: Status, createdAt: Date, nextAttemptAt: Date?,
    attempts: [Attempt] = []
  ) {
    self.id = id
    self.event = event
    self.url = url
    self.status = status
    self.createdAt = createdAt
    self.nextAttemptAt = nextAttemptAt
    self.attempts = attempts
  }
}
