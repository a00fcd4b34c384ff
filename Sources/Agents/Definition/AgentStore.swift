public import Identifiers

/// Where agents are kept. An agent of another workspace is as absent as one that never was.
public protocol AgentStore: Sendable {
  func insert(_ agent: Agent) async throws
  /// False when there is no such agent.
  func update(_ agent: Agent) async throws -> Bool
  func agent(_ id: ID<Agent>, in workspace: ID<Workspace>) async throws -> Agent?
  func agents(in workspace: ID<Workspace>, page: PageRequest) async throws -> Page<Agent>
  /// Numbers bound to it become unbound. False when there is no such agent.
  func deleteAgent(_ id: ID<Agent>, in workspace: ID<Workspace>) async throws -> Bool
}
