public import Agents
public import Identifiers

/// A call that a client wants placed, as far as it can be read.
public struct OutboundOrder: Sendable, Hashable {
  public var workspace: ID<Workspace>
  public var agent: ID<Agent>
  public var to: E164
  /// Nil: the agent's own number, else the workspace's first.
  public var callerID: E164?
  /// As given, native or as strings that hold JSON.
  public var variables: [String: JSONValue]
  /// Dialled after the answer, before the agent speaks.
  public var keys: KeySequence?
  public var ringingTimeout: Duration
  /// Nil: as long as the agent and the server allow.
  public var longestCall: Duration?
  public var metadata: [String: JSONValue]

  public static let ringingTimeout = Duration.seconds(30)

  public init(
    workspace: ID<Workspace>, agent: ID<Agent>, to: E164, callerID: E164? = nil, variables: [String: JSONValue] = [:],
    keys: KeySequence? = nil, ringingTimeout: Duration = OutboundOrder.ringingTimeout, longestCall: Duration? = nil,
    metadata: [String: JSONValue] = [:]
  ) {
    self.workspace = workspace
    self.agent = agent
    self.to = to
    self.callerID = callerID
    self.variables = variables
    self.keys = keys
    self.ringingTimeout = ringingTimeout
    self.longestCall = longestCall
    self.metadata = metadata
  }
}

/// Why a call is not placed at all. Nobody was rung, and no conversation was opened.
public enum OutboundRefusal: Error, Sendable, Hashable {
  case agentMissing
  case variables(VariableProblems)
  /// The number cannot call out, or there is none that can; in a sentence.
  case numberNotCapable(String)
  /// The number's trunk carries no calls out; in a sentence.
  case trunkNotCapable(String)
  /// Nobody may be called there. `rule` is one word, like `premium`.
  case destination(rule: String, String)
  /// As many calls are in progress as there may be; in a sentence.
  case full(String)
  case shuttingDown
}

/// Places calls.
public protocol OutboundCalls: Sendable {
  /// Commits the conversation and begins to call; returns before anybody is rung.
  ///
  /// - Throws: ``OutboundRefusal``, or what the store said.
  func place(_ order: OutboundOrder) async throws -> ID<CallRecord>
}
