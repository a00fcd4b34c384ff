import Agents
import Carriers
import Identifiers
import Store
import Testing

struct AgentContract {
  @Test(arguments: BackEnd.allCases)
  func `an agent comes back as it was kept, its model key included`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      var agent = Sample.agent(1, in: workspace)
      try await store.insert(agent)
      #expect(try await store.agent(agent.id, in: workspace) == agent)
      agent.name = "Changed"
      agent.languageModel.apiKey = nil
      #expect(try await store.update(agent))
      #expect(try await store.agent(agent.id, in: workspace) == agent)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `an agent of another workspace is not there`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      let other = Workspace(id: Sample.id(2), name: "Two")
      try await store.insert(other)
      var agent = Sample.agent(1, in: workspace)
      try await store.insert(agent)
      #expect(try await store.agent(agent.id, in: other.id) == nil)
      #expect(try await store.deleteAgent(agent.id, in: other.id) == false)
      agent.workspace = other.id
      #expect(try await store.update(agent) == false)
      #expect(try await store.agents(in: other.id, page: PageRequest()).elements.isEmpty)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a list runs from the newest to the oldest in pages`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      for number in 1...5 { try await store.insert(Sample.agent(UInt64(number), in: workspace)) }
      let first = try await store.agents(in: workspace, page: PageRequest(limit: 2))
      #expect(first.elements.map(\.id) == [Sample.id(5), Sample.id(4)])
      let second = try await store.agents(in: workspace, page: PageRequest(limit: 2, after: first.next))
      #expect(second.elements.map(\.id) == [Sample.id(3), Sample.id(2)])
      let third = try await store.agents(in: workspace, page: PageRequest(limit: 2, after: second.next))
      #expect(third.elements.map(\.id) == [Sample.id(1)])
      #expect(third.next == nil)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `deleting an agent unbinds its numbers`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      let agent = Sample.agent(1, in: workspace)
      try await store.insert(agent)
      try await store.insert(Sample.trunk(1, in: workspace))
      let number = Sample.number(1, in: workspace, on: Sample.id(1), agent: agent.id.ulid)
      try await store.insert(number)
      #expect(try await store.deleteAgent(agent.id, in: workspace))
      #expect(try await store.number(number.id, in: workspace)?.agent == nil)
      #expect(try await store.deleteAgent(agent.id, in: workspace) == false)
    }
  }
}
