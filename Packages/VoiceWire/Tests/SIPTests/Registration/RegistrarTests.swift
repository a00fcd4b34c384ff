import SIP
import Testing
import WireTesting

struct RegistrarTests {
  var registrar = Registrar(configuration: .init(maximumBindings: 3, maximumAddresses: 2))
  var now = Duration.zero
  var number = 0
  var flow = Flow(
    transport: .udp, local: HostPort(host: "198.51.100.1", port: 5060),
    remote: HostPort(host: "192.0.2.10", port: 5060))

  /// Registers and gives the contacts of the 200.
  private mutating func register(
    _ headers: [String], callID: String = "1", number given: Int? = nil, key: String = "alice"
  ) throws -> [NameAddress] {
    try answer(headers, callID: callID, number: given, key: key).elements(.contact).map {
      try #require(NameAddress($0))
    }
  }

  private mutating func answer(
    _ headers: [String], callID: String = "1", number given: Int? = nil, key: String = "alice"
  ) throws -> SIPHeaders {
    number += 1
    let lines = [
      "REGISTER sip:example.net SIP/2.0", "Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1", "Max-Forwards: 70",
      "From: <sip:alice@example.net>;tag=1", "To: <sip:alice@example.net>", "Call-ID: \(callID)",
      "CSeq: \(given ?? number) REGISTER",
    ]
    let request = try request((lines + headers).joined(separator: "\n") + "\n\n")
    return try registrar.receive(request, for: key, over: flow, at: now)
  }

  private func uris(_ key: String = "alice") -> [String] {
    registrar.bindings(of: key, at: now).map { "\($0.contact.uri)" }
  }

  @Test(.rfc(3261, "10.3")) mutating func `a contact is kept for as long as it asks, within limits, and told`() throws {
    let kept = try register(["Contact: <sip:alice@192.0.2.10>;expires=120, <sip:alice@192.0.2.11>", "Expires: 90000"])
    #expect(kept.map(\.uri.host) == ["192.0.2.11", "192.0.2.10"])
    #expect(kept.map { $0.parameters["expires"] } == ["3600", "120"])
    now = .milliseconds(60_500)
    #expect(try register([]).map { $0.parameters["expires"] } == ["3540", "60"], "a fetch tells and changes nothing")
  }

  @Test(arguments: ["", "x", "-1", "99999999999", "1e9"])
  mutating func `a lifetime that is no number counts as none given`(text: String) throws {
    #expect(try register(["Contact: <sip:a@192.0.2.10>", "Expires: \(text)"])[0].parameters["expires"] == "3600")
  }

  @Test(.rfc(3261, "10.3")) mutating func `bindings end by themselves`() throws {
    _ = try register(["Contact: <sip:a@192.0.2.10>;expires=60, <sip:b@192.0.2.10>;expires=120"])
    #expect(registrar.deadline == .seconds(60))
    now = .seconds(60)
    #expect(uris() == ["sip:b@192.0.2.10"])
    #expect(registrar.deadlineReached(at: now) == ["alice"])
    #expect(registrar.deadline == .seconds(120))
    now = .seconds(120)
    #expect(registrar.deadlineReached(at: now) == ["alice"])
    #expect(registrar.keys.isEmpty)
    #expect(registrar.deadline == nil)
  }

  @Test(.rfc(3261, "21.4.17")) mutating func `too short a lifetime is refused with the shortest`() throws {
    let refusal = #expect(throws: SIPRejection.self) { try register(["Contact: <sip:a@192.0.2.10>;expires=59"]) }
    #expect(refusal?.status == 423)
    #expect(refusal?.headers["Min-Expires"] == "60")
    #expect(uris().isEmpty)
  }

  @Test(.rfc(3261, "10.2.2")) mutating func `zero removes one contact, and a star all`() throws {
    _ = try register(["Contact: <sip:a@192.0.2.10>, <sip:b@192.0.2.10>, <sip:c@192.0.2.10>"])
    _ = try register(["Contact: <sip:b@192.0.2.10>;expires=0"])
    #expect(Set(uris()) == ["sip:a@192.0.2.10", "sip:c@192.0.2.10"])
    #expect(try register(["Contact: *", "Expires: 0"]).isEmpty)
    #expect(registrar.deadline == nil)
  }

  @Test(
    .rfc(3261, "10.3"),
    arguments: [
      ["Contact: *"], ["Contact: *", "Expires: 60"], ["Contact: *, <sip:a@192.0.2.10>", "Expires: 0"],
      ["Contact: <sip:"],
    ])
  mutating func `a contact that makes no sense is refused and changes nothing`(headers: [String]) throws {
    _ = try register(["Contact: <sip:a@192.0.2.10>"])
    let refusal = #expect(throws: SIPRejection.self) { try register(headers) }
    #expect(refusal?.status == 400)
    #expect(uris() == ["sip:a@192.0.2.10"])
  }

  @Test(arguments: ["urn:x:y", "tel:+49301"]) mutating func `a contact that no SIP request can reach is not kept`(
    uri: String
  ) throws {
    let refusal = #expect(throws: SIPRejection.self) { try register(["Contact: <\(uri)>"]) }
    #expect(refusal?.status == 403)
  }

  @Test(.rfc(3261, "10.3")) mutating func `within a Call-ID only a higher number changes a binding`() throws {
    _ = try register(["Contact: <sip:a@192.0.2.10>"], number: 5)
    #expect(throws: SIPRejection.self) { try register(["Contact: <sip:a@192.0.2.10>;expires=0"], number: 5) }
    #expect(throws: SIPRejection.self) { try register(["Contact: *", "Expires: 0"], number: 4) }
    #expect(uris() == ["sip:a@192.0.2.10"])
    _ = try register(["Contact: <sip:a@192.0.2.10>;expires=0"], callID: "2", number: 1)
    #expect(uris().isEmpty)
  }

  @Test(.rfc(3261, "10.3")) mutating func `a request that is wrong in part changes nothing`() throws {
    #expect(throws: SIPRejection.self) { try register(["Contact: <sip:a@192.0.2.10>, <sip:b@192.0.2.10>;expires=1"]) }
    #expect(uris().isEmpty)
  }

  @Test(.rfc(3261, "10.2.1.2")) mutating func `the best comes first, of equals the one heard last`() throws {
    _ = try register(["Contact: <sip:a@h>;q=0.5, <sip:b@h>;q=0.125, <sip:c@h>"])
    #expect(uris() == ["sip:c@h", "sip:a@h", "sip:b@h"])
    #expect(try register([]).map { $0.parameters["q"] } == [nil, "0.500", "0.125"])
    _ = try register(["Contact: <sip:b@h>;q=0.5"])
    #expect(uris() == ["sip:c@h", "sip:b@h", "sip:a@h"])
  }

  @Test(arguments: [("1.0", 1000), ("0", 0), ("0.07", 70), ("2", 1000), ("x", 1000), ("", 1000), ("0.9999", 1000)])
  mutating func `a preference that makes no sense is none`(text: String, thousandths: Int) throws {
    _ = try register(["Contact: <sip:a@h>;q=\(text)"])
    #expect(registrar.bindings(of: "alice", at: now).map(\.preference) == [thousandths])
  }

  @Test mutating func `one more contact than there may be takes the place of the one that ends first`() throws {
    _ = try register(["Contact: <sip:a@h>;expires=100, <sip:b@h>;expires=70, <sip:c@h>;expires=90"])
    _ = try register(["Contact: <sip:d@h>;expires=80"])
    #expect(Set(uris()) == ["sip:a@h", "sip:c@h", "sip:d@h"])
    #expect(throws: SIPRejection.self) { try register(["Contact: <sip:1@h>, <sip:2@h>, <sip:3@h>, <sip:4@h>"]) }
  }

  @Test mutating func `more addresses than there is room for are told to come back`() throws {
    for key in ["a", "b"] { _ = try register(["Contact: <sip:a@h>"], key: key) }
    let refusal = #expect(throws: SIPRejection.self) { try register(["Contact: <sip:a@h>"], key: "c") }
    #expect(refusal?.status == 503)
    #expect(try register([], key: "c").isEmpty, "asking is free")
    registrar.remove("a")
    #expect(try register(["Contact: <sip:a@h>"], key: "c").count == 1)
  }

  @Test(.rfc(5626, "6")) mutating func `a device that registers anew replaces its old contact`() throws {
    let device = ";+sip.instance=\"<urn:uuid:1>\""
    _ = try register(["Contact: <sip:a@h:1000>\(device);reg-id=1"])
    _ = try register(["Contact: <sip:a@h:2000>\(device);reg-id=1"], callID: "2")
    #expect(uris() == ["sip:a@h:2000"])
    _ = try register(["Contact: <sip:a@h:3000>\(device);reg-id=2"], callID: "3")
    #expect(Set(uris()) == ["sip:a@h:2000", "sip:a@h:3000"], "another flow of the same device")
  }

  @Test(.rfc(3581)) mutating func `a phone behind address translation is reached the way it came`() throws {
    flow.remote = HostPort(host: "203.0.113.5", port: 40_000)
    _ = try register(["Contact: <sip:a@10.0.0.2:5060>"])
    #expect(registrar.bindings(of: "alice", at: now).map(\.destination) == [Destination(flow)])
    flow.remote = HostPort(host: "192.0.2.10", port: 5060)
    _ = try register(["Contact: <sip:b@192.0.2.10>"], key: "bob")
    let direct = registrar.bindings(of: "bob", at: now)
    #expect(direct.map(\.isTranslated) == [false])
    #expect(direct.map(\.destination.address) == [HostPort(host: "192.0.2.10", port: 5060)])
  }

  @Test(.rfc(5626, "5.3")) mutating func `a binding that only its connection led to ends with it`() throws {
    flow.transport = .tcp
    flow.connection = 7
    flow.remote = HostPort(host: "203.0.113.5", port: 40_000)
    _ = try register(["Contact: <sip:a@10.0.0.2;transport=tcp>"])
    #expect(registrar.bindings(of: "alice", at: now).map(\.destination.flow) == [flow])
    #expect(registrar.flowClosed(flow) == ["alice"])
    #expect(uris().isEmpty)
  }

  @Test(.rfc(3327, "5.3")) mutating func `the path is kept, and told to who knows it`() throws {
    let headers = ["Contact: <sip:a@10.0.0.2>", "Path: <sip:edge.example.net;lr>"]
    #expect(try answer(headers)["Path"] == nil)
    #expect(try answer(headers + ["Supported: path"])["Path"] == "<sip:edge.example.net;lr>")
    #expect(registrar.bindings(of: "alice", at: now).first?.path.map(\.uri.host) == ["edge.example.net"])
  }
}
