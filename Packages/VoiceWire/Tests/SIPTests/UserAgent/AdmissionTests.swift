import SIP
import Testing
import WireTesting

/// What is answered without a call.
struct AdmissionTests {
  var stage = Stage()

  @Test(.rfc(3261, "11.2"), .lesson(21)) mutating func `OPTIONS are answered with what we can`() throws {
    let ok = try #require(stage.receive(try stage.caller.write("OPTIONS")).responses.first)
    #expect(ok.status.code == 200)
    #expect(ok.headers[.allow] == "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, NOTIFY, REGISTER")
    #expect(ok.headers[.accept] == "application/sdp")
    #expect(ok.headers[.supported] == "100rel, timer, replaces, norefersub")
    #expect(ok.toTag != nil)
    #expect(stage.agent.legCount == 0)
  }

  @Test(
    .rfc(3261, "8.2.1"),
    arguments: [
      ("MESSAGE", 405), ("REFER", 405), ("FROBNICATE", 405), ("SUBSCRIBE", 489), ("PUBLISH", 489),
      ("BYE", 481), ("INFO", 481), ("UPDATE", 481), ("NOTIFY", 481), ("PRACK", 481),
    ])
  mutating func `a method that opens nothing is refused`(method: String, code: Int) throws {
    let refusal = try #require(stage.receive(try stage.caller.write(method)).responses.first)
    #expect(refusal.status.code == code)
    #expect((refusal.headers[.allow] != nil) == (code == 405))
  }

  @Test(.rfc(3261, "8.2.2.3"), .lesson(67)) mutating func `an extension that is required is refused by name`() throws {
    let refusal = try #require(
      stage.receive(try stage.caller.invite(headers: ["Require: 100rel, precondition, tdialog"])).responses.first)
    #expect(refusal.status.code == 420)
    #expect(refusal.headers[.unsupported] == "precondition, tdialog")
  }

  @Test(.rfc(3261, "8.2.3")) mutating func `a body that is encoded or no session description gets 415`() throws {
    let encoded = stage.receive(try stage.caller.invite(headers: ["Content-Encoding: gzip"]))
    #expect(encoded.codes == [415])
    #expect(encoded.responses.first?.headers["Accept-Encoding"] == "identity")
  }

  @Test(.rfc(3261, "8.2.2.1"), arguments: ["tel:+49301", "sips:a@b", "sip:a@b", "urn:x:y", "mailto:a@b"])
  mutating func `only the schemes of the telephone are dialled`(target: String) throws {
    stage.caller.target = target
    let isKnown = !target.hasPrefix("urn") && !target.hasPrefix("mailto")
    #expect(stage.receive(try stage.caller.invite()).codes == [isKnown ? 100 : 416])
  }

  @Test(.rfc(3261, "21.5.4")) mutating func `more calls than the limit get 503 and Retry-After, until one ends`() throws
  {
    stage = Stage(.init(maximumLegs: 1, retryAfterSeconds: 7))
    _ = stage.receive(try stage.caller.invite())
    stage.caller.callID = "call-2"
    let refusal = try #require(stage.receive(try stage.caller.invite(branch: "z9hG4bK-2")).responses.first)
    #expect(refusal.status.code == 503)
    #expect(refusal.headers[.retryAfter] == "7")
    _ = stage.perform(.reject(486))
    stage.caller.callID = "call-3"
    #expect(stage.receive(try stage.caller.invite(branch: "z9hG4bK-3")).codes == [100])
  }

  @Test mutating func `a flood of requests is answered without being kept`() throws {
    stage = Stage(.init(maximumTransactions: 10))
    var codes: [Int] = []
    for index in 0..<100 {
      stage.caller.callID = "flood-\(index)"
      codes += stage.receive(try stage.caller.write("OPTIONS", branch: "z9hG4bK-\(index)")).codes
    }
    #expect(codes == Array(repeating: 200, count: 10) + Array(repeating: 503, count: 90))
    #expect(stage.pass(until: .seconds(33)).isEmpty)
    #expect(stage.agent.deadline == nil)
  }

  @Test mutating func `once draining, new calls and probes get 503 and calls that are up go on`() throws {
    let tag = try stage.established()
    stage.agent.drain()
    #expect(stage.receive(try stage.caller.write("OPTIONS", branch: "z9hG4bK-o")).codes == [503])
    let info = try stage.caller.write("INFO", branch: "z9hG4bK-i", number: 2, toTag: tag)
    #expect(stage.receive(info).codes == [200])
    stage.caller.callID = "call-2"
    let refusal = stage.receive(try stage.caller.invite(branch: "z9hG4bK-2"))
    #expect(refusal.codes == [503])
    #expect(refusal.responses.first?.headers[.retryAfter] != nil)
  }

  @Test(.rfc(3261, "21.5.6")) mutating func `another version is refused with 505`() throws {
    guard case .request(var options) = try stage.caller.write("OPTIONS") else { throw NotOfThisKind() }
    options.version = "SIP/3.0"
    #expect(stage.receive(.request(options)).codes == [505])
  }

  @Test mutating func `no request makes a response longer than messages may be`() throws {
    let lines = Array(repeating: "Record-Route: <sip:p;lr>", count: 65)
    #expect(stage.receive(try stage.caller.invite(headers: lines)).codes == [400])
    let hops = Array(repeating: "Via: SIP/2.0/UDP h;branch=z9hG4bKx", count: 128)
    #expect(stage.receive(try stage.caller.invite(headers: hops)).isEmpty)
    #expect(stage.agent.legCount == 0)
  }

  @Test(.rfc(3261, "8.2.7")) mutating func `a refusal without memory is the same each time`() throws {
    guard case .request(var options) = try stage.caller.write("OPTIONS") else { throw NotOfThisKind() }
    options.headers[.cSeq] = "x"
    let first = stage.receive(.request(options))
    #expect(first.codes == [400])
    #expect(first.responses.first?.toTag != nil)
    #expect(stage.receive(.request(options)) == first)
    #expect(stage.agent.deadline == nil)
  }
}

/// Where responses go.
struct ResponseRoutingTests {
  var stage = Stage()

  private mutating func answer() throws -> (Via, Destination) {
    let effects = stage.receive(try stage.caller.write("OPTIONS"))
    let via = try #require(effects.responses.first?.headers.elements(.via).first.flatMap { Via($0) })
    return (via, try #require(effects.destinations.first))
  }

  @Test(.rfc(3581, "4"), .lesson(9))
  mutating func `with rport the response goes where the request came from, and says so`() throws {
    stage.flow.remote = HostPort(host: "203.0.113.50", port: 40_000)
    let (via, destination) = try answer()
    #expect(via.parameters["received"] == "203.0.113.50")
    #expect(via.parameters["rport"] == "40000")
    #expect(via.host == "192.0.2.10")
    #expect(destination == Destination(flow: stage.flow, transport: .udp, address: stage.flow.remote))
  }

  @Test(.rfc(3261, "18.2.2"), .lesson(9))
  mutating func `without rport it goes to the source address and the port of Via`() throws {
    stage.caller.viaParameters = ""
    stage.caller.port = 5099
    stage.flow.remote = HostPort(host: "203.0.113.50", port: 40_000)
    let (via, destination) = try answer()
    #expect(via.parameters["received"] == "203.0.113.50")
    #expect(!via.parameters.contains("rport"))
    #expect(destination.address == HostPort(host: "203.0.113.50", port: 5099))
  }

  @Test(.rfc(3261, "18.2.2"), .lesson(23))
  mutating func `on TCP it takes the same connection, else a new one to the port of Via`()
    throws
  {
    stage.caller.transport = "TCP"
    stage.caller.port = 5099
    stage.flow = Flow(
      transport: .tcp, local: HostPort(host: "198.51.100.1", port: 5060),
      remote: HostPort(host: "192.0.2.10", port: 51_000), connection: 9)
    let (_, destination) = try answer()
    #expect(destination.flow == stage.flow)
    #expect(destination.address == HostPort(host: "192.0.2.10", port: 5099))
  }

  @Test mutating func `a maddr aims nothing at a third party`() throws {
    stage.caller.viaParameters = ";maddr=198.18.0.1"
    #expect(try answer().1.address.host == "192.0.2.10")
  }

  @Test(.rfc(3261, "18.2.1")) mutating func `only the topmost of several hops in one line is changed`() throws {
    let text =
      "OPTIONS sip:a@b SIP/2.0\nVia: SIP/2.0/UDP p;branch=z9hG4bK1, SIP/2.0/UDP q;branch=z9hG4bK2\nFrom: <sip:a@b>;tag=1\n"
      + "To: <sip:a@b>\nCall-ID: 1\nCSeq: 1 OPTIONS\n\n"
    let hops = stage.receive(try message(text)).responses.first?.headers.elements(.via)
    #expect(hops == ["SIP/2.0/UDP p;branch=z9hG4bK1;received=192.0.2.10", "SIP/2.0/UDP q;branch=z9hG4bK2"])
  }

  @Test mutating func `a message is told apart by its leg`() throws {
    let tag = try stage.established()
    let bye = try stage.caller.write("BYE", branch: "z9hG4bK-b", number: 2, toTag: tag)
    #expect(stage.agent.leg(of: bye) == LegID(1))
    #expect(stage.agent.leg(of: try stage.caller.invite()) == LegID(1))
    #expect(stage.agent.leg(of: try stage.caller.write("BYE", branch: "z9hG4bK-b", toTag: "other")) == nil)
  }
}
