import SIP
import Testing
import WireTesting

/// Requests inside a call that is up.
struct ReofferTests {
  var stage = Stage()

  private mutating func reinvite(
    _ tag: String, number: Int = 2, branch: String = "z9hG4bK-re", body: String? = "v=0 hold"
  )
    throws -> [Effect]
  {
    stage.receive(
      try stage.caller.write(
        "INVITE", branch: branch, number: number, toTag: tag, headers: ["Contact: \(stage.caller.contact)"], body: body)
    )
  }

  @Test(.rfc(3261, "14.2"), .lesson(58), .lesson(59))
  mutating func `a re-INVITE is asked of the product, answered with a body, and acknowledged`() throws {
    let tag = try stage.established()
    let asked = try reinvite(tag)
    #expect(asked.codes == [100])
    guard case .reoffered(let request) = asked.events.first else {
      Issue.record("not reoffered")
      return
    }
    #expect(request.body == Array("v=0 hold".utf8))
    let ok = try #require(stage.perform(.answerReoffer(body: Array("v=0 recvonly".utf8))).responses.first)
    #expect(ok.status.code == 200)
    #expect(ok.toTag == tag)
    #expect(ok.headers[.contentType] == "application/sdp")
    #expect(ok.headers[.contact] != nil)
    #expect(stage.pass(until: .seconds(1)).map(\.effect).codes == [200])
    let ack = try stage.caller.write("ACK", branch: "z9hG4bK-a2", number: 2, toTag: tag, body: "v=0")
    #expect(stage.receive(ack).events == [.reofferAcknowledged(body: Array("v=0".utf8))])
    #expect(stage.pass(until: .seconds(100)).isEmpty)
    #expect(stage.agent.legCount == 1)
  }

  @Test(.rfc(3261, "14.2"), .lesson(63)) mutating func `a refused re-INVITE leaves the call as it was`() throws {
    let tag = try stage.established()
    _ = try reinvite(tag)
    let refused = stage.perform(.rejectReoffer(488, headers: ["Warning": "399 us \"no codec in common\""]))
    #expect(refused.codes == [488])
    #expect(refused.responses.first?.headers["Warning"] == "399 us \"no codec in common\"")
    _ = stage.receive(try stage.caller.write("ACK", branch: "z9hG4bK-re", number: 2, toTag: tag))
    #expect(stage.agent.legCount == 1)
    #expect(try reinvite(tag, number: 3, branch: "z9hG4bK-re3").codes == [100])
  }

  @Test(.rfc(3261, "14.2")) mutating func `a second re-INVITE before the answer to the first gets 500 and Retry-After`()
    throws
  {
    let tag = try stage.established()
    _ = try reinvite(tag)
    let overlapping = try #require(try reinvite(tag, number: 3, branch: "z9hG4bK-re3").responses.first)
    #expect(overlapping.status.code == 500)
    #expect((0...10).contains(try #require(overlapping.headers[.retryAfter].flatMap { Int($0) })))
  }

  @Test(.rfc(5407, "3.1.4")) mutating func `a re-INVITE that overtakes the ACK is told to wait with 491`() throws {
    let tag = try stage.answered()
    #expect(try reinvite(tag).codes == [491])
    #expect(stage.receive(try stage.caller.write("ACK", branch: "z9hG4bK-a", toTag: tag)).events.count == 1)
  }

  @Test(.rfc(3261, "14.2")) mutating func `a re-INVITE whose 200 is never acknowledged ends the call with BYE`() throws
  {
    let tag = try stage.established()
    _ = try reinvite(tag)
    _ = stage.perform(.answerReoffer(body: Array("v=0".utf8)))
    let happened = stage.pass(until: .seconds(32))
    #expect(happened.last { !$0.effect.isEvent }.map { [$0.effect].requests.first?.method } == .bye)
  }

  @Test(.rfc(3261, "12.2.2")) mutating func `a request of an unknown dialog gets 481, one out of order 500`() throws {
    let tag = try stage.established()
    #expect(try reinvite("stranger", branch: "z9hG4bK-s").codes == [481])
    stage.caller.number = 0
    #expect(stage.receive(try stage.caller.write("INFO", branch: "z9hG4bK-o", number: 0, toTag: tag)).codes == [500])
  }

  @Test(.rfc(3261, "15.1.2")) mutating func `a BYE while a re-INVITE waits ends that with 487`() throws {
    let tag = try stage.established()
    _ = try reinvite(tag)
    let effects = stage.receive(try stage.caller.write("BYE", branch: "z9hG4bK-b", number: 3, toTag: tag))
    #expect(effects.codes == [200, 487])
    #expect(effects.responses.map { $0.headers[.cSeq] } == ["3 BYE", "2 INVITE"])
  }

  @Test(.rfc(3311, "5.2"), .lesson(68))
  mutating func `an UPDATE without a body refreshes, one with a body is a reoffer without ACK`() throws {
    let tag = try stage.established()
    let refresh = stage.receive(try stage.caller.write("UPDATE", branch: "z9hG4bK-u", number: 2, toTag: tag))
    #expect(refresh.codes == [200])
    #expect(refresh.events.isEmpty)
    let asked = stage.receive(try stage.caller.write("UPDATE", branch: "z9hG4bK-v", number: 3, toTag: tag, body: "v=0"))
    #expect(asked.codes.isEmpty)
    #expect(asked.events.count == 1)
    #expect(stage.perform(.answerReoffer(body: Array("v=0".utf8))).codes == [200])
    #expect(stage.pass(until: .seconds(20)).isEmpty)
  }

  @Test(.rfc(3311, "5.2")) mutating func `an UPDATE before the first answer gets 500 and Retry-After`() throws {
    _ = stage.receive(try stage.caller.invite())
    let tag = try #require(stage.perform(.ring()).responses.first?.toTag)
    let effects = stage.receive(
      try stage.caller.write("UPDATE", branch: "z9hG4bK-u", number: 2, toTag: tag, body: "v=0"))
    #expect(effects.codes == [500])
    #expect(effects.responses.first?.headers[.retryAfter] != nil)
  }

  @Test(.rfc(6086)) mutating func `an INFO is answered and passed on`() throws {
    let tag = try stage.established()
    let effects = stage.receive(try stage.caller.write("INFO", branch: "z9hG4bK-i", number: 2, toTag: tag, body: "x"))
    #expect(effects.codes == [200])
    guard case .infoReceived(let info) = effects.events.first else {
      Issue.record("not passed on")
      return
    }
    #expect(info.body == Array("x".utf8))
  }

  @Test(.rfc(3261, "11.2"))
  mutating func `OPTIONS inside a call are answered, REFER is not allowed, PRACK finds nothing`() throws {
    let tag = try stage.established()
    #expect(
      stage.receive(try stage.caller.write("OPTIONS", branch: "z9hG4bK-1o", number: 2, toTag: tag)).codes == [200])
    let refer = stage.receive(try stage.caller.write("REFER", branch: "z9hG4bK-2o", number: 3, toTag: tag))
    #expect(refer.codes == [405])
    #expect(refer.responses.first?.headers[.allow] != nil)
    #expect(stage.receive(try stage.caller.write("PRACK", branch: "z9hG4bK-3o", number: 4, toTag: tag)).codes == [481])
    #expect(stage.agent.legCount == 1)
  }

  @Test(.rfc(3261, "8.2.3")) mutating func `a re-INVITE with another kind of body gets 415`() throws {
    let tag = try stage.established()
    let text =
      "INVITE sip:x@198.51.100.1 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK-t\nFrom: <sip:a@b>;tag=caller\n"
      + "To: <sip:x@y>;tag=\(tag)\nCall-ID: \(stage.caller.callID)\nCSeq: 2 INVITE\nContent-Type: text/plain\n\nhello"
    #expect(stage.receive(try message(text)).codes == [415])
  }
}

extension Effect {
  var isEvent: Bool {
    if case .event = self { true } else { false }
  }
}
