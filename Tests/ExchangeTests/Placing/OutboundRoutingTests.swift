import Carriers
import Exchange
import Foundation
import Identifiers
import Testing

@Suite struct OutboundRoutingTests {
  let routing = OutboundRouting()

  private func number(_ index: UInt64, agent: UInt64? = nil, edit: (inout PhoneNumber) -> Void = { _ in })
    -> PhoneNumber
  {
    var number = PhoneNumber(
      id: ID(ULID(high: 4, low: index)), workspace: ID(ULID(high: 1, low: 1)), number: E164("+1415555010\(index)")!,
      source: .byoc, trunk: trunk(1).id, agent: agent.map { ULID(high: 2, low: $0) },
      capabilities: [.inbound, .outbound], createdAt: .distantPast, updatedAt: .distantPast)
    edit(&number)
    return number
  }

  private func trunk(_ index: UInt64, priority: Int = 100, direction: Trunk.Direction = .both) -> Trunk {
    Trunk(
      id: ID(ULID(high: 3, low: index)), workspace: ID(ULID(high: 1, low: 1)), name: "\(index)", kind: .byoc,
      direction: direction, settings: TrunkSettings(sipAddress: "192.0.2.\(index)", priority: priority),
      createdAt: .distantPast, updatedAt: .distantPast)
  }

  private func agent(_ index: UInt64) -> ULID { ULID(high: 2, low: index) }

  @Test func `the number asked for calls, else the agent's own, else the first`() throws {
    let numbers = [number(1), number(2, agent: 7), number(3)]
    #expect(try routing.caller(asked: numbers[2].number, agent: agent(7), among: numbers) == numbers[2])
    #expect(try routing.caller(asked: nil, agent: agent(7), among: numbers) == numbers[1])
    #expect(try routing.caller(asked: nil, agent: agent(8), among: numbers) == numbers[0])
  }

  @Test func `a number that cannot call out is refused when it is asked for, and passed over when it is not`() throws {
    let deaf = number(1, agent: 7) { $0.capabilities = [.inbound] }
    let rented = number(2) { $0.source = .livekit }
    let failed = number(3) { $0.status = .failed }
    let good = number(4)
    for bad in [deaf, rented, failed] {
      #expect(throws: OutboundRefusal.self) {
        try routing.caller(asked: bad.number, agent: agent(7), among: [bad, good])
      }
    }
    #expect(try routing.caller(asked: nil, agent: agent(7), among: [deaf, rented, failed, good]) == good)
    #expect(throws: OutboundRefusal.self) { try routing.caller(asked: nil, agent: agent(7), among: [deaf]) }
    #expect(throws: OutboundRefusal.self) { try routing.caller(asked: good.number, agent: agent(7), among: []) }
  }

  @Test func `the number's own trunk comes first, then the others by priority`() throws {
    let trunks = [trunk(3, priority: 5), trunk(2, priority: 1), trunk(1, priority: 900), trunk(4, direction: .inbound)]
    let ways = try routing.ways(for: number(1), trunks: trunks, statuses: [:])
    #expect(ways.map(\.name) == ["1", "2", "3"])
  }

  @Test func `a trunk whose other end is down comes last`() throws {
    let trunks = [trunk(1), trunk(2), trunk(3)]
    let down = [
      trunks[0].id: TrunkStatus(reachable: false), trunks[1].id: TrunkStatus(registration: .failed),
      trunks[2].id: TrunkStatus(reachable: true),
    ]
    let ways = try routing.ways(for: number(1), trunks: trunks, statuses: down)
    #expect(ways.map(\.name) == ["3", "1", "2"])
  }

  @Test func `a number whose own trunk carries no calls out is refused`() {
    #expect(throws: OutboundRefusal.self) {
      try routing.ways(for: number(1), trunks: [trunk(1, direction: .inbound), trunk(2)], statuses: [:])
    }
    #expect(throws: OutboundRefusal.self) { try routing.ways(for: number(1), trunks: [trunk(2)], statuses: [:]) }
  }
}

@Suite struct DestinationRulesTests {
  let home = E164("+14155550123")!

  @Test(arguments: [
    ("+19005550100", DestinationRules.Rule.premium), ("+449091234567", .premium), ("+447012345678", .premium),
    ("+881612345678", .satellite), ("+870773123456", .satellite), ("+18765550100", .highFraud),
    ("+2521234567", .highFraud), ("+14159115555", .emergency), ("+19115550100", .emergency),
  ])
  func `some ranges are never called`(number: String, rule: DestinationRules.Rule) throws {
    let called = try #require(E164(number))
    let found = try #require(DestinationRules().forbids(called, calledFrom: home))
    #expect(found.rule == rule)
    #expect(found.why.contains(number))
  }

  @Test(arguments: [
    "+14155550777", "+447712345678", "+442079460000", "+4930123456", "+33142685300", "+919812345678", "+919012345678",
    "+35315312345", "+85290012345", "+61291234567",
    "+13125550100", "+8613912345678",
  ])
  func `ordinary numbers may be called`(number: String) throws {
    #expect(DestinationRules().forbids(try #require(E164(number)), calledFrom: home) == nil)
  }

  @Test func `at home a range counts as home`() throws {
    let rules = DestinationRules()
    let jamaica = try #require(E164("+18765550100"))
    #expect(rules.forbids(jamaica, calledFrom: home)?.rule == .highFraud)
    #expect(rules.forbids(jamaica, calledFrom: try #require(E164("+18765550123"))) == nil)
    #expect(rules.forbids(try #require(E164("+19005550100")), calledFrom: home)?.rule == .premium)
  }
}
