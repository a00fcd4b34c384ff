import SIP
import Testing
import WireTesting

struct TransactionLayerTests {
  var layer = TransactionLayer()
  let caller = ScriptedCaller()
  let flow = Flow(
    transport: .udp, local: HostPort(host: "198.51.100.1", port: 5060),
    remote: HostPort(host: "192.0.2.10", port: 5060))

  private mutating func receive(_ message: SIPMessage) throws -> TransactionLayer.Arrival {
    guard case .request(let request) = message else { throw NotOfThisKind() }
    return layer.receive(request, try RequestEssentials(request), over: flow, at: .zero)
  }

  private func key(_ message: SIPMessage) throws -> ServerTransactionKey {
    guard case .request(let request) = message else { throw NotOfThisKind() }
    return ServerTransactionKey(request, try RequestEssentials(request))
  }

  @Test(.rfc(3261, "17.2.3")) mutating func `the same branch, sent-by and method are the same transaction`() throws {
    #expect(try receive(caller.write("OPTIONS")) == .opened)
    #expect(try receive(caller.write("OPTIONS")) == .handled([]))
    var other = caller
    other.port = 5070
    other.callID = "another"
    #expect(try receive(other.write("OPTIONS")) == .opened)
  }

  @Test(.rfc(3261, "17.2.3")) mutating func `the ACK of a refusal belongs to its INVITE, a CANCEL does not`() throws {
    let invite = try caller.invite()
    #expect(try receive(invite) == .opened)
    _ = layer.respond(SIPResponse(status: 486), to: try key(invite), at: .zero)
    #expect(try receive(caller.write("CANCEL")) == .opened)
    #expect(try receive(caller.write("ACK")) == .handled([]))
    #expect(try receive(caller.write("ACK", branch: "z9hG4bK-other")) == .acknowledgement)
  }

  @Test(.rfc(3261, "17.2.3")) mutating func `without the cookie the fields of RFC 2543 are compared`() throws {
    #expect(try receive(caller.invite(branch: "1")) == .opened)
    #expect(try receive(caller.invite(branch: "1")) == .handled([]))
    _ = layer.respond(SIPResponse(status: 486), to: try key(caller.invite(branch: "1")), at: .zero)
    #expect(try receive(caller.write("ACK", branch: "1", toTag: "ours")) == .handled([]))
    #expect(try receive(caller.write("INVITE", branch: "1", number: 2)) == .opened)
  }

  @Test(.rfc(3261, "8.2.2.2")) mutating func `the same request by another way is merged`() throws {
    #expect(try receive(caller.invite(branch: "z9hG4bK-a")) == .opened)
    #expect(try receive(caller.invite(branch: "z9hG4bK-b")) == .merged)
    #expect(try receive(caller.invite(branch: "z9hG4bK-c", toTag: "inside")) == .opened)
  }

  @Test mutating func `beyond its limit nothing is opened, and time makes room`() throws {
    layer = TransactionLayer(maximumCount: 1)
    let first = try caller.write("OPTIONS")
    #expect(try receive(first) == .opened)
    var other = caller
    other.callID = "other"
    let second = try other.write("OPTIONS", branch: "z9hG4bK-2")
    #expect(try receive(second) == .full)
    _ = layer.respond(SIPResponse(status: 200), to: try key(first), at: .zero)
    #expect(layer.deadline == .seconds(32))
    _ = layer.deadlineReached(at: .seconds(32))
    #expect(layer.count == 0)
    #expect(try receive(second) == .opened)
  }

  @Test(.rfc(3261, "17.1.3")) mutating func `a response is matched by branch and method, and strays are dropped`()
    throws
  {
    guard case .request(let bye) = try caller.write("BYE", toTag: "x") else { throw NotOfThisKind() }
    _ = layer.start(bye, to: Destination(flow), leg: LegID(7), at: .zero)
    var stray = SIPResponse(answering: bye, 200)
    stray.headers[.via] = "SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK-unknown"
    #expect(layer.receive(stray, at: .zero).isEmpty)
    let ok = SIPResponse(answering: bye, 200)
    guard case .response(ok, _, leg: LegID(7)) = layer.receive(ok, at: .zero).first else {
      Issue.record("not delivered")
      return
    }
    #expect(layer.receive(SIPResponse(status: 200), at: .zero).isEmpty)
  }

  @Test(.rfc(3261, "17.1.1.3"), .lesson(31))
  mutating func `an INVITE of ours that is refused gets its ACK where it went`() throws {
    guard case .request(let invite) = try caller.invite() else { throw NotOfThisKind() }
    let proxy = Destination(flow: flow, transport: .udp, address: HostPort(host: "203.0.113.9", port: 5080))
    _ = layer.start(invite, to: proxy, leg: nil, at: .zero)
    let effects = layer.receive(SIPResponse(answering: invite, 404, toTag: "x"), at: .zero)
    guard case .send(.request(let ack), to: proxy, leg: nil) = effects.first else {
      Issue.record("no ACK")
      return
    }
    #expect(ack.method == .ack)
  }
}
