import Carriers
import Foundation
import Identifiers
import Testing

struct TrunkDraftTests {
  private static let good = TrunkDraft(
    name: "C", kind: .byoc, direction: .both, settings: TrunkSettings(sipAddress: "sip.example.com"))

  @Test func `an empty draft names everything that is required`() {
    #expect(Set(TrunkDraft().problems.problems.keys) == ["name", "kind", "direction"])
  }

  @Test func `a good draft becomes the trunk it describes, and back`() throws {
    var draft = Self.good
    draft.allowedAddresses = ["203.0.113.7/24", "2001:db8::1"]
    let time = Date(timeIntervalSince1970: 1)
    let trunk = try draft.trunk(
      id: ID(ULID(high: 0, low: 1)), in: ID(ULID(high: 0, low: 2)), createdAt: time, updatedAt: time)
    #expect(trunk.allowedAddresses.map(\.description) == ["203.0.113.0/24", "2001:db8::1"])
    #expect(trunk.draft.sipAddress == "sip.example.com")
    #expect(trunk.draft.problems.isEmpty)
  }

  @Test(arguments: [Trunk.Direction.outbound, .both])
  func `a trunk that calls go out on needs a SIP address`(direction: Trunk.Direction) {
    var draft = Self.good
    draft.sipAddress = nil
    draft.direction = direction
    #expect(Set(draft.problems.problems.keys) == ["sip_address"])
    draft.direction = .inbound
    #expect(draft.problems.isEmpty)
  }

  @Test func `user name and password come together`() {
    var draft = Self.good
    draft.authUsername = "u"
    #expect(Set(draft.problems.problems.keys) == ["auth_password"])
    draft.authUsername = nil
    draft.authPassword = "p"
    #expect(Set(draft.problems.problems.keys) == ["auth_username"])
  }

  @Test func `bad addresses are named one by one`() {
    var draft = Self.good
    draft.allowedAddresses = ["203.0.113.7", "example.com", "10.0.0.0/33", "::1/64"]
    #expect(Set(draft.problems.problems.keys) == ["allowed_addresses[1]", "allowed_addresses[2]"])
  }

  @Test(arguments: ["", " ", "a\r\nb", String(repeating: "x", count: 101)])
  func `a name is a short line that is not empty`(name: String) {
    var draft = Self.good
    draft.name = name
    #expect(Set(draft.problems.problems.keys) == ["name"])
  }

  @Test(arguments: Trunk.MediaEncryption.allCases)
  func `any policy of encryption is taken`(encryption: Trunk.MediaEncryption) {
    var draft = Self.good
    draft.mediaEncryption = encryption
    #expect(draft.problems.isEmpty)
  }

  @Test func `limits and the priority have their ranges`() {
    var draft = Self.good
    draft.maxConcurrentCalls = 0
    draft.maxCallsPerSecond = 1001
    draft.priority = -1
    #expect(Set(draft.problems.problems.keys) == ["max_concurrent_calls", "max_calls_per_second", "priority"])
  }

  @Test func `a trunk that registers needs a registrar and a user`() {
    var draft = TrunkDraft(name: "C", kind: .byoc, direction: .inbound, settings: TrunkSettings(register: true))
    #expect(draft.problems.problems["sip_address"]?.contains("register") == true)
    #expect(draft.problems.problems["auth_username"]?.contains("register") == true)
    draft.sipAddress = "sip.example.com"
    draft.authUsername = "u"
    draft.authPassword = "p"
    #expect(draft.problems.isEmpty)
  }

  @Test func `an outbound proxy is host or host and port`() {
    var draft = Self.good
    draft.outboundProxy = "[2001:db8::1]:5070"
    #expect(draft.problems.isEmpty)
    draft.outboundProxy = "sip:proxy.example.com;lr"
    #expect(Set(draft.problems.problems.keys) == ["outbound_proxy"])
  }

  @Test func `encryption that protects nothing is warned about`() {
    var trunk = Trunk(
      id: ID(ULID(high: 0, low: 1)), workspace: ID(ULID(high: 0, low: 2)), name: "C", kind: .byoc,
      direction: .outbound, createdAt: .distantPast, updatedAt: .distantPast)
    trunk.tlsVerification = .none
    #expect(trunk.warnings.isEmpty, "nothing is verified without TLS")
    trunk.transport = .tls
    #expect(trunk.warnings.map { $0.contains("tls_verification") } == [true])
    trunk.tlsVerification = .hostname
    trunk.mediaEncryption = .require
    #expect(trunk.warnings.isEmpty)
    trunk.transport = .udp
    #expect(trunk.warnings.map { $0.contains("in the clear") } == [true])
  }

  @Test func `only an open inbound trunk without digest is warned about`() throws {
    func warnings(_ change: (inout TrunkDraft) -> Void) throws -> Int {
      var draft = Self.good
      change(&draft)
      let time = Date(timeIntervalSince1970: 1)
      let id: ID<Trunk> = ID(ULID(high: 0, low: 1))
      return try draft.trunk(id: id, in: ID(ULID(high: 0, low: 2)), createdAt: time, updatedAt: time).warnings.count
    }
    #expect(try warnings { _ in } == 1)
    #expect(try warnings { $0.direction = .outbound } == 0)
    #expect(try warnings { $0.allowedAddresses = ["10.0.0.1"] } == 0)
    #expect(
      try warnings {
        $0.authUsername = "u"
        $0.authPassword = "p"
      } == 0)
  }
}
