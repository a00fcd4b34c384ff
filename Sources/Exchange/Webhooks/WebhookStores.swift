public import Agents
public import Foundation
public import Identifiers

/// What becomes of a delivery after an attempt.
public enum WebhookOutcome: Hashable, Sendable {
  case delivered
  case abandoned
  case tryAgain(at: Date)
}

/// The events that wait for their receivers. A record's change of status and its event are committed together, by
/// whoever keeps the records; nothing that happened is lost by a crash.
public protocol WebhookQueue: Sendable {
  /// Whose events are due.
  func agentsDue(at now: Date) async throws -> [ID<Agent>]
  /// Takes the agent's next event that is due, so that nobody else does before `lease`: after a crash it is due then.
  ///
  /// Events of one conversation come in their order, as long as the earlier one was tried less than three times.
  func claim(of agent: ID<Agent>, at now: Date, until lease: Date) async throws -> WebhookJob?
  func settle(
    _ id: ID<WebhookDelivery>, after attempt: WebhookDelivery.Attempt, as outcome: WebhookOutcome) async throws
}

/// Where it is read what became of the events.
public protocol WebhookDeliveryReader: Sendable {
  /// Oldest first.
  func deliveries(of id: ID<CallRecord>) async throws -> [WebhookDelivery]
}
