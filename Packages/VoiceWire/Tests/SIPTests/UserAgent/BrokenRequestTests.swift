import SIP
import Testing
import WireTesting

/// Requests that lack something, or have it broken: each is answered, none is a call.
struct BrokenRequestTests {
  var stage = Stage()

  private static let whole = [
    "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-1", "From: <sip:alice@example.net>;tag=a",
    "To: <sip:+49301@198.51.100.1>", "Call-ID: broken-1", "CSeq: 1 INVITE", "Contact: <sip:alice@192.0.2.10>",
    "Content-Type: application/sdp",
  ]

  private mutating func receive(_ lines: [String]) throws -> [Effect] {
    stage.receive(try message((["INVITE sip:+49301@198.51.100.1 SIP/2.0"] + lines).joined(separator: "\n") + "\n\nv=0"))
  }

  @Test mutating func `whole it is a call`() throws {
    #expect(try receive(Self.whole).invitation != nil)
  }

  @Test(.rfc(3261, "8.1.1"), .lesson(30), arguments: ["From", "To", "Call-ID", "CSeq"])
  mutating func `what every request must carry and does not is named in a 400`(missing: String) throws {
    let effects = try receive(Self.whole.filter { !$0.hasPrefix(missing) })
    #expect(effects.codes == [400])
    #expect(effects.responses.first?.reason.contains(missing) == true)
    #expect(effects.events.isEmpty)
  }

  @Test(.lesson(30)) mutating func `without Via there is nobody to answer, and nothing happens`() throws {
    #expect(try receive(Self.whole.filter { !$0.hasPrefix("Via") }).isEmpty)
  }

  @Test(
    .lesson(30),
    arguments: [
      ("From", "\"Alice <sip:alice@example.net>;tag=a"), ("From", "<>"), ("From", ""), ("To", "<sip:"),
      ("To", "<sip:@198.51.100.1>"), ("To", "<sip:+49301@>"), ("CSeq", "INVITE"),
      ("CSeq", "99999999999999999999 INVITE"),
      ("Via", "SIP/2.0/UDP"), ("Via", ";branch=z9hG4bK"), ("Contact", "<sip:alice@[::1>"), ("Contact", "<"),
    ])
  mutating func `a header that cannot be read is refused with 400`(name: String, value: String) throws {
    let effects = try receive(Self.whole.map { $0.hasPrefix(name) ? "\(name): \(value)" : $0 })
    #expect(effects.codes == [400])
    #expect(effects.events.isEmpty)
  }

  @Test(.lesson(30)) mutating func `an INVITE without Contact is a call, as RFC 2543 allowed`() throws {
    #expect(try receive(Self.whole.filter { !$0.hasPrefix("Contact") }).invitation != nil)
  }
}
