import Agents
import Carriers
import Identifiers
import Store
import Testing

struct CarrierContract {
  @Test(arguments: BackEnd.allCases)
  func `a trunk comes back as it was kept, its password included`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      var trunk = Sample.trunk(1, in: workspace)
      try await store.insert(trunk)
      #expect(try await store.trunk(trunk.id, in: workspace) == trunk)
      #expect(try await store.trunk(trunk.id) == trunk)
      trunk.authPassword = nil
      trunk.authUsername = nil
      #expect(try await store.update(trunk))
      #expect(try await store.trunk(trunk.id, in: workspace) == trunk)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `only trunks on which calls may come in are offered to routing`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      let inbound = Sample.trunk(1, in: workspace)
      var outbound = Sample.trunk(2, in: workspace)
      outbound.direction = .outbound
      try await store.insert(inbound)
      try await store.insert(outbound)
      #expect(try await store.inboundTrunks() == [inbound])
      #expect(try await store.everyTrunk() == [inbound, outbound])
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a workspace's numbers and trunks come oldest first, and nobody else's`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      let trunks = [Sample.trunk(1, in: workspace), Sample.trunk(2, in: workspace)]
      for trunk in trunks.reversed() { try await store.insert(trunk) }
      let numbers = (1...2).map { Sample.number($0, in: workspace, on: trunks[0].id) }
      for number in numbers.reversed() { try await store.insert(number) }
      #expect(try await store.trunks(of: workspace) == trunks)
      #expect(try await store.numbers(of: workspace) == numbers)
      let stranger = ID<Workspace>(ULID(high: 99, low: 99))
      #expect(try await store.trunks(of: stranger).isEmpty)
      #expect(try await store.numbers(of: stranger).isEmpty)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `numbers take what a changed trunk makes them capable of`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      var trunk = Sample.trunk(1, in: workspace)
      try await store.insert(trunk)
      try await store.insert(Sample.number(1, in: workspace, on: trunk.id))
      trunk.direction = .inbound
      #expect(try await store.update(trunk))
      #expect(try await store.number(Sample.id(1), in: workspace)?.capabilities == [.inbound])
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a trunk with numbers is only deleted by force, which leaves them failed and says why`(
    backEnd: BackEnd
  ) async throws {
    try await backEnd.withStore { store, workspace in
      let trunk = Sample.trunk(1, in: workspace)
      try await store.insert(trunk)
      try await store.insert(Sample.number(1, in: workspace, on: trunk.id))
      await #expect(throws: CarrierStoreError.inUse) {
        try await store.deleteTrunk(trunk.id, in: workspace, force: false)
      }
      #expect(try await store.deleteTrunk(trunk.id, in: workspace, force: true))
      let number = try await store.number(Sample.id(1), in: workspace)
      #expect(number?.trunk == nil)
      #expect(number?.status == .failed)
      #expect(number?.statusDetail == PhoneNumber.trunkDeletedDetail)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a number is taken once for all workspaces`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      let other = Workspace(id: Sample.id(2), name: "Two")
      try await store.insert(other)
      let number = Sample.number(1, in: workspace)
      try await store.insert(number)
      var again = Sample.number(2, in: other.id)
      again.number = number.number
      await #expect(throws: CarrierStoreError.numberTaken) { try await store.insert(again) }
      #expect(try await store.number(dialled: number.number) == number)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a number cannot name an agent or a trunk that is not there`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      await #expect(throws: CarrierStoreError.referenceMissing) {
        try await store.insert(Sample.number(1, in: workspace, on: Sample.id(9)))
      }
      var number = Sample.number(2, in: workspace)
      try await store.insert(number)
      number.agent = ULID(high: 0, low: 99)
      await #expect(throws: CarrierStoreError.referenceMissing) { try await store.update(number) }
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `numbers are listed by source, agent and trunk`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      let agent = Sample.agent(1, in: workspace)
      try await store.insert(agent)
      try await store.insert(Sample.trunk(1, in: workspace))
      try await store.insert(Sample.number(1, in: workspace))
      try await store.insert(Sample.number(2, in: workspace, on: Sample.id(1)))
      try await store.insert(Sample.number(3, in: workspace, on: Sample.id(1), agent: agent.id.ulid))
      func list(_ filter: NumberFilter) async throws -> [ULID] {
        try await store.numbers(in: workspace, filter: filter, page: PageRequest()).elements.map(\.id.ulid)
      }
      #expect(try await list(NumberFilter()).map(\.low) == [3, 2, 1])
      #expect(try await list(NumberFilter(trunk: Sample.id(1))).map(\.low) == [3, 2])
      #expect(try await list(NumberFilter(agent: agent.id.ulid)).map(\.low) == [3])
      #expect(try await list(NumberFilter(source: .twilio)).isEmpty)
      #expect(try await list(NumberFilter(source: .byoc, trunk: Sample.id(1))).map(\.low) == [3, 2])
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `of 200 numbers at once a workspace gets 100`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      let kept = await withTaskGroup(of: Bool.self) { group in
        for number in 1...200 {
          group.addTask {
            do {
              try await store.insert(Sample.number(UInt64(number), in: workspace))
              return true
            } catch { return error as? CarrierStoreError != .quotaReached(limit: 100) }
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(kept == 100)
      let listed = try await store.numbers(in: workspace, filter: NumberFilter(), page: PageRequest(limit: 200))
      #expect(listed.elements.count == 100)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a link is kept with its secret sealed, and settled with its number and trunk in one commit`(
    backEnd: BackEnd
  ) async throws {
    try await backEnd.withStore { store, workspace in
      var link = CarrierLink(
        id: ULID(high: 0, low: 5), workspace: workspace, carrier: .twilio, account: "AC1", state: "{}",
        secret: "planted-auth-token", updatedAt: Sample.time)
      try await store.save(link)
      link.state = #"{"a":1}"#
      try await store.save(link)
      #expect(try await store.links(to: .twilio) == [link])
      #expect(try await store.links(to: .livekit).isEmpty)
      #expect(try await store.link(to: .twilio, account: "AC1", in: workspace) == link)
      var number = Sample.number(1, in: workspace)
      number.status = .provisioning
      try await store.insert(number)
      let trunk = Sample.trunk(1, in: workspace)
      number.trunk = trunk.id
      number.status = .active
      try await store.settle(link, number: number, newTrunk: trunk)
      #expect(try await store.number(number.id, in: workspace) == number)
      #expect(try await store.trunk(trunk.id, in: workspace) == trunk)
      let gone = Sample.number(2, in: workspace)
      let other = Sample.trunk(2, in: workspace)
      await #expect(throws: CarrierStoreError.referenceMissing) {
        try await store.settle(link, number: gone, newTrunk: other)
      }
      #expect(try await store.trunk(other.id, in: workspace) == nil)
      try await store.withdraw(link, number: number.id)
      #expect(try await store.number(number.id, in: workspace) == nil)
      try await store.deleteLink(link.id)
      #expect(try await store.links(to: .twilio).isEmpty)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `numbers whose import was cut short are forgotten, others are not`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      var number = Sample.number(1, in: workspace)
      number.status = .provisioning
      try await store.insert(number)
      try await store.insert(Sample.number(2, in: workspace))
      #expect(try await store.forgetProvisioningNumbers() == 1)
      #expect(try await store.numbers(in: workspace, filter: NumberFilter(), page: PageRequest()).elements.count == 1)
    }
  }
}
