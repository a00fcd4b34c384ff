import Carriers
import Foundation
import Identifiers
import Testing

struct NumberDraftTests {
  @Test func `an empty draft names what is required`() {
    #expect(Set(NumberDraft().problems.problems.keys) == ["e164", "source"])
  }

  @Test func `a trunk belongs to byoc and to nothing else`() {
    #expect(Set(NumberDraft(e164: "+14155550123", source: .byoc).problems.problems.keys) == ["trunk_id"])
    let trunk: ID<Trunk> = ID(ULID(high: 0, low: 1))
    #expect(NumberDraft(e164: "+14155550123", source: .byoc, trunk: trunk).problems.isEmpty)
    let hosted = NumberDraft(e164: "+14155550123", source: .livekit, trunk: trunk)
    #expect(Set(hosted.problems.problems.keys) == ["trunk_id"])
  }

  @Test(arguments: [
    "4155550123", "+0155550123", "+1415555", "+1 415 555 0123", "+12345678901234567", "tel:+14155550123",
  ])
  func `a number is E164 and nothing else`(text: String) {
    let draft = NumberDraft(e164: text, source: .byoc, trunk: ID(ULID(high: 0, low: 1)))
    #expect(Array(draft.problems.problems.keys) == (text == "+1415555" ? [] : ["e164"]))
  }

  @Test(arguments: [
    (Trunk.Direction.inbound, [PhoneNumber.Capability.inbound]), (.outbound, [.outbound]),
    (.both, [.inbound, .outbound]),
  ])
  func `a number can do what its trunk can`(direction: Trunk.Direction, capabilities: [PhoneNumber.Capability]) throws {
    let time = Date(timeIntervalSince1970: 1)
    let trunk = Trunk(
      id: ID(ULID(high: 0, low: 1)), workspace: ID(ULID(high: 0, low: 2)), name: "C", kind: .byoc,
      direction: direction, createdAt: time, updatedAt: time)
    let draft = NumberDraft(e164: "+14155550123", source: .byoc, trunk: trunk.id)
    let number = try draft.number(id: ID(ULID(high: 0, low: 3)), in: trunk.workspace, on: trunk, at: time)
    #expect(number.capabilities == capabilities)
    #expect(number.trunk == trunk.id)
  }
}
