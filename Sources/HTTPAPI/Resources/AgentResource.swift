import Agents
import Foundation
import Hummingbird
import Identifiers

/// `/v1/agents`
struct AgentResource: Sendable {
  let store: any AgentStore
  let ids: IDSource
  let now: @Sendable () -> Date

  var endpoints: [Endpoint] {
    [
      Endpoint(.post, "/v1/agents", create), Endpoint(.get, "/v1/agents", list),
      Endpoint(.get, "/v1/agents/:id", get), Endpoint(.patch, "/v1/agents/:id", change),
      Endpoint(.delete, "/v1/agents/:id", delete), Endpoint(.get, "/v1/agents/:id/variables", variables),
      Endpoint(.put, "/v1/agents/:id/variables", setVariables),
    ]
  }

  @Sendable private func create(_ request: Request, _ context: APIContext) async throws -> Answer {
    let workspace = try context.authorized()
    let body = try await RequestBody.read(request)
    let time = now()
    let empty = Agent(id: ids.make(), workspace: workspace, name: "", createdAt: time, updatedAt: time)
    let agent = try AgentFields.read(body.members, into: empty)
    try await store.insert(agent)
    return Answer(.created, AgentFields.show(agent))
  }

  @Sendable private func list(_ request: Request, _ context: APIContext) async throws -> Answer {
    var query = ListQuery(request)
    try query.finish()
    let agents = try await store.agents(in: try context.authorized(), page: query.page)
    return .list("agents", agents, AgentFields.show)
  }

  @Sendable private func get(_ request: Request, _ context: APIContext) async throws -> Answer {
    Answer(.ok, AgentFields.show(try await agent(context)))
  }

  @Sendable private func change(_ request: Request, _ context: APIContext) async throws -> Answer {
    let agent = try await agent(context)
    let patch = AgentFields.normalized(try await RequestBody.read(request).members)
    let merged = AgentFields.writable(agent).merged(with: patch)
    var changed = try AgentFields.read(merged, sent: patch, into: agent)
    changed.updatedAt = now()
    guard try await store.update(changed) else { throw Self.missing }
    return Answer(.ok, AgentFields.show(changed))
  }

  @Sendable private func delete(_ request: Request, _ context: APIContext) async throws -> Answer {
    guard let id = context.pathID(Agent.self), try await store.deleteAgent(id, in: try context.authorized())
    else { throw Self.missing }
    return .noContent
  }

  @Sendable private func variables(_ request: Request, _ context: APIContext) async throws -> Answer {
    Answer(.ok, VariableFields.show(try await agent(context).variables))
  }

  @Sendable private func setVariables(_ request: Request, _ context: APIContext) async throws -> Answer {
    var agent = try await agent(context)
    agent.variables = try VariableFields.read(try await RequestBody.read(request).members)
    agent.updatedAt = now()
    guard try await store.update(agent) else { throw Self.missing }
    return Answer(.ok, VariableFields.show(agent.variables))
  }

  private func agent(_ context: APIContext) async throws -> Agent {
    guard let id = context.pathID(Agent.self), let agent = try await store.agent(id, in: try context.authorized())
    else { throw Self.missing }
    return agent
  }

  private static let missing = APIError.notFound("agent_not_found", "agent")
}
