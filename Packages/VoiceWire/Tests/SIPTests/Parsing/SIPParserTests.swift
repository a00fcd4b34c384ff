import SIP
import Testing
import WireTesting

struct SIPParserTests {
  @Test(.rfc(3261, "7.3.3")) func `compact names are the same headers, and keep their spelling`() throws {
    let parsed = try message("OPTIONS sip:a@b SIP/2.0\nv: SIP/2.0/UDP h;branch=z9hG4bKx\ni: 1\nX-Odd:  value \n\n")
    #expect(parsed.headers[.via] == "SIP/2.0/UDP h;branch=z9hG4bKx")
    #expect(parsed.headers[.callID] == "1")
    let text = String(decoding: parsed.serialized(), as: UTF8.self)
    #expect(text.contains("\r\nv: ") && text.contains("\r\nX-Odd: value\r\n"))
  }

  @Test func `a value that is not UTF-8 is written as it came`() throws {
    var bytes = Array("OPTIONS sip:a@b SIP/2.0\r\nX: a".utf8)
    bytes += [0xFF, 0xFE]
    bytes += Array("z\r\n\r\n".utf8)
    let written = try SIPParser().parse(bytes).serialized()
    #expect(written.starts(with: bytes.dropLast(4)))
  }

  @Test(.lesson(28)) func `the order of repeats, URI parameters and header parameters is kept`() throws {
    let text = "<sip:a@b;z=1;transport=tcp;a>;y=2;tag=t;b"
    #expect(NameAddress(text)?.description == text)
    let parsed = try message("OPTIONS sip:a@b SIP/2.0\nX: 1\nVia: SIP/2.0/UDP h\nX: 2\n\n")
    #expect(parsed.headers.fields.map(\.value) == ["1", "SIP/2.0/UDP h", "2"])
  }

  @Test func `a line break in a value we write starts no header`() throws {
    var request = SIPRequest(method: .options, uri: SIPURI(host: "h"))
    request.headers.append("Reason", "x\r\nInjected: yes")
    let parsed = try SIPParser().parse(SIPMessage.request(request).serialized())
    #expect(parsed.headers["Injected"] == nil)
    #expect(parsed.headers["Reason"] == "x  Injected: yes")
  }

  @Test func `a lone CR in a value is a space`() throws {
    let parsed = try SIPParser().parse(Array("OPTIONS sip:a@b SIP/2.0\r\nX: a\rb\r\r\n\r\n".utf8))
    #expect(parsed.headers["X"] == "a b")
  }

  @Test(.rfc(3261, "18.3")) func `a datagram without Content-Length has all that follows as its body`() throws {
    #expect(try message("INFO sip:a@b SIP/2.0\nX: 1\n\nhello").body == Array("hello".utf8))
    #expect(try message("INFO sip:a@b SIP/2.0\nl: 2\n\nhello").body == Array("he".utf8))
  }

  @Test func `line ends alone are a keep-alive, not an error to answer`() {
    #expect(throws: SIPParseError(.empty)) { try SIPParser().parse([0x0D, 0x0A, 0x0D, 0x0A]) }
    #expect(throws: SIPParseError(.empty)) { try SIPParser().parse([]) }
    #expect(throws: SIPParseError(.empty)) { try SIPParser().parse([0, 0, 0, 0]) }
  }

  @Test func `a message or a header list beyond the limit is refused`() throws {
    let parser = SIPParser(maximumLength: 100, maximumFields: 2)
    #expect(throws: SIPParseError(.tooLarge)) { try parser.parse([UInt8](repeating: 0x41, count: 101)) }
    let error = #expect(throws: SIPParseError.self) {
      try parser.parse(wire("OPTIONS sip:a@b SIP/2.0\nA: 1\nB: 2\nC: 3\n\n"))
    }
    #expect(error?.reason == .tooLarge)
    let folded = #expect(throws: SIPParseError.self) {
      try parser.parse(wire("OPTIONS sip:a@b SIP/2.0\nA: 1\n 2\n 3\n\n"))
    }
    #expect(folded?.reason == .tooLarge)
    #expect(error?.request?.method == .options)
  }

  @Test func `garbage is told from a request that can be answered`() {
    #expect(throws: SIPParseError(.startLine)) { try message("GET / HTTP/1.1\nHost: x\n\n") }
    #expect(throws: SIPParseError(.startLine)) { try message("SIP/2.0 20 OK\n\n") }
    let error = #expect(throws: SIPParseError.self) { try message("OPTIONS sip:a@b SIP/2.0\nno colon here\n\n") }
    #expect(error?.reason == .headerLine)
    #expect(error?.request != nil)
  }

  @Test(
    .rfc(3261, "19.1"),
    arguments: [
      "sip:alice@example.com", "sips:alice:secret@example.com:5061;transport=tcp?Subject=x&Priority=y",
      "sip:[2001:db8::1]:5060;lr", "tel:+49301234;phone-context=example.com", "sip:example.com", "urn:service:sos",
    ])
  func `a URI is written as it was read`(text: String) {
    #expect(SIPURI(text)?.description == text)
  }

  @Test(arguments: [
    "", "sip:", "alice", "sip:@host", "sip:a@", "sip:a@h:99999", "sip:a b@h", "sip:a@[::1", "tel:", "1x:y",
  ])
  func `what is no URI is refused`(text: String) {
    #expect(SIPURI(text) == nil)
  }

  @Test(.rfc(3261, "20.10")) func `a display name with a comma, quotes and escapes is one address`() {
    let address = NameAddress(#""Bell, \"Alec\"" <sip:a@b;x="y,z">;tag=1"#)
    #expect(address == nil)
    let valid = NameAddress(#""Bell, \"Alec\"" <sip:a@b>;note="x;y";tag=1"#)
    #expect(valid?.displayName == #"Bell, "Alec""#)
    #expect(valid?.parameters["note"] == "x;y")
    #expect(valid?.tag == "1")
  }

  @Test func `lists split at commas outside of quotes and brackets`() throws {
    let parsed = try message(
      "OPTIONS sip:a@b SIP/2.0\nRecord-Route: <sip:p1;lr>, \"a,b\" <sip:p2,x;lr>\nRecord-Route: <sip:p3;lr>\n\n")
    #expect(parsed.headers.elements(.recordRoute) == ["<sip:p1;lr>", "\"a,b\" <sip:p2,x;lr>", "<sip:p3;lr>"])
  }

  @Test(arguments: ["application/sdp", "multipart/mixed; boundary=\"x1\"", "multipart/mixed;boundary=x1"])
  func `the session description is found alone and beside other parts`(type: String) throws {
    let parts = "--x1\nContent-Type: application/ISUP\n\nISUP\n--x1\nContent-Type: application/sdp\n\nv=0\n\n--x1--\n"
    let body = type.hasPrefix("multipart") ? parts : "v=0\n"
    let parsed = try message("INVITE sip:a@b SIP/2.0\nContent-Type: \(type)\n\n\(body)")
    #expect(parsed.sessionDescription == wire("v=0\n"))
  }

  @Test func `a body of another type holds no session description`() throws {
    #expect(try message("INVITE sip:a@b SIP/2.0\nContent-Type: text/plain\n\nv=0").sessionDescription == nil)
    #expect(
      try message("INVITE sip:a@b SIP/2.0\nContent-Type: multipart/mixed;boundary=q\n\nv=0").sessionDescription == nil)
  }
}
