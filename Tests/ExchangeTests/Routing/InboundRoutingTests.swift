import Agents
import Carriers
import Exchange
import Foundation
import Identifiers
import Testing
import WireTesting

@Suite struct InboundRoutingTests {
  let workspace = ID<Workspace>(ULID(high: 1, low: 1))
  let agent = ID<Agent>(ULID(high: 2, low: 2))

  func trunk(
    allowed: [String] = [], username: String? = nil, direction: Trunk.Direction = .both
  ) -> Trunk {
    Trunk(
      id: ID(ULID(high: 3, low: 3)), workspace: workspace, name: "office", kind: .byoc, direction: direction,
      allowedAddresses: allowed.compactMap { AddressRange($0) },
      settings: TrunkSettings(authUsername: username, authPassword: username.map { _ in "secret" }),
      createdAt: .distantPast, updatedAt: .distantPast)
  }

  func number(on trunk: Trunk?, agent: ID<Agent>?) throws -> PhoneNumber {
    PhoneNumber(
      id: ID(ULID(high: 4, low: 4)), workspace: workspace, number: try #require(E164("+14155550123")), source: .byoc,
      trunk: trunk?.id, agent: agent?.ulid, capabilities: [.inbound], createdAt: .distantPast, updatedAt: .distantPast)
  }

  func decide(
    from source: String = "198.51.100.7", trunk: Trunk?, agent: ID<Agent>?, verdict: CredentialVerdict = .missing
  ) throws -> RoutingDecision {
    let number = try number(on: trunk, agent: agent)
    return InboundRouting().decide(
      CallAttempt(sourceAddress: source, calledForms: ["+14155550123"]), number: number, trunk: trunk,
      inboundTrunks: [], verify: { _ in verdict })
  }

  func status(_ decision: RoutingDecision) -> Int? {
    if case .refuse(let refusal) = decision { refusal.status } else { nil }
  }

  @Test func `a caller from an allowed address is connected without credentials`() throws {
    let trunk = trunk(allowed: ["198.51.100.0/24"], username: "pbx")
    let decision = try decide(trunk: trunk, agent: agent)
    #expect(decision == .connect(Route(trunk: trunk, number: try number(on: trunk, agent: agent), agent: agent)))
  }

  @Test func `a trunk that registers takes calls from its provider's servers alone, without credentials`() throws {
    var trunk = trunk(username: "account")
    trunk.settings.register = true
    let number = try number(on: trunk, agent: agent)
    func decide(isProvider: Bool) -> RoutingDecision {
      InboundRouting().decide(
        CallAttempt(sourceAddress: "198.51.100.7", calledForms: ["+14155550123"]), number: number, trunk: trunk,
        inboundTrunks: [], isProvider: isProvider, verify: { _ in .right })
    }
    #expect(decide(isProvider: true) == .connect(Route(trunk: trunk, number: number, agent: agent)))
    #expect(status(decide(isProvider: false)) == 403)
  }

  @Test func `a caller from another address is asked for the trunk's credentials`() throws {
    let trunk = trunk(allowed: ["203.0.113.0/24"], username: "pbx")
    #expect(try decide(trunk: trunk, agent: agent) == .challenge(stale: false))
    #expect(try decide(trunk: trunk, agent: agent, verdict: .stale) == .challenge(stale: true))
    #expect(status(try decide(trunk: trunk, agent: agent, verdict: .wrong)) == 403)
    #expect(status(try decide(trunk: trunk, agent: agent, verdict: .right)) == nil)
  }

  @Test func `a caller from another address is refused where the trunk has no credentials`() throws {
    #expect(status(try decide(trunk: trunk(allowed: ["203.0.113.0/24"]), agent: agent)) == 403)
  }

  @Test func `a trunk with neither addresses nor credentials takes calls from anywhere`() throws {
    #expect(status(try decide(trunk: trunk(), agent: agent)) == nil)
  }

  @Test func `a number without an agent answers 480 and is recorded`() throws {
    let decision = try decide(trunk: trunk(), agent: nil)
    guard case .refuse(let refusal) = decision else {
      Issue.record("connected")
      return
    }
    #expect(refusal.status == 480)
    #expect(refusal.number?.number.description == "+14155550123")
  }

  @Test func `a number whose trunk is gone or only calls out answers 480`() throws {
    #expect(status(try decide(trunk: nil, agent: agent)) == 480)
    #expect(status(try decide(trunk: trunk(direction: .outbound), agent: agent)) == 480)
  }

  @Test(.lesson(47)) func `a stranger learns nothing about which numbers exist, a known caller gets 404`() {
    let attempt = CallAttempt(sourceAddress: "198.51.100.7", calledForms: ["+14155550999"])
    let stranger = InboundRouting().decide(
      attempt, number: nil, trunk: nil, inboundTrunks: [trunk(allowed: ["203.0.113.1"])], verify: { _ in .missing })
    let known = InboundRouting().decide(
      attempt, number: nil, trunk: nil, inboundTrunks: [trunk(allowed: ["198.51.100.7"])], verify: { _ in .missing })
    #expect(status(stranger) == 403)
    #expect(status(known) == 404)
  }
}
