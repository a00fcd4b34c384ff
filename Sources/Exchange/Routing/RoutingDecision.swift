public import Agents
public import Carriers
public import Identifiers

/// What is to be done with an incoming call.
public enum RoutingDecision: Sendable, Hashable {
  case connect(Route)
  /// Ask for digest credentials; `stale` when those given were right but old.
  case challenge(stale: Bool)
  case refuse(Refusal)
}

/// The way of an accepted call.
public struct Route: Sendable, Hashable {
  public var trunk: Trunk
  public var number: PhoneNumber
  public var agent: ID<Agent>

  public init(trunk: Trunk, number: PhoneNumber, agent: ID<Agent>) {
    self.trunk = trunk
    self.number = number
    self.agent = agent
  }
}

/// A SIP answer that refuses a call, and what to tell the log.
public struct Refusal: Sendable, Hashable {
  public var status: Int
  /// The reason phrase sent to the caller.
  public var phrase: String
  /// For the operator: what happened and what to do.
  public var explanation: String
  /// The number that was hit, which then gets a failed conversation.
  public var number: PhoneNumber?
  public var trunk: ID<Trunk>?
  public var endReason: EndReason
  public var retryAfterSeconds: Int?

  public init(
    status: Int, phrase: String, explanation: String, number: PhoneNumber? = nil, trunk: ID<Trunk>? = nil,
    endReason: EndReason = .dialFailed, retryAfterSeconds: Int? = nil
  ) {
    self.status = status
    self.phrase = phrase
    self.explanation = explanation
    self.number = number
    self.trunk = trunk
    self.endReason = endReason
    self.retryAfterSeconds = retryAfterSeconds
  }
}
