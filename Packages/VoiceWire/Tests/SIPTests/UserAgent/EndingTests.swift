import SIP
import Testing
import WireTesting

/// CANCEL, BYE and what crosses them.
struct EndingTests {
  var stage = Stage()

  @Test(.rfc(3261, "9.2"), .lesson(36), .lesson(40))
  mutating func `a CANCEL before the answer gets 200, the INVITE 487, and the leg is over`()
    throws
  {
    _ = stage.receive(try stage.caller.invite())
    let ringing = stage.perform(.ring())
    let effects = stage.receive(
      try stage.caller.write("CANCEL", headers: ["Reason: SIP;cause=200;text=\"Call completed elsewhere\""]))
    #expect(effects.codes == [200, 487])
    #expect(effects.responses.map { $0.headers[.cSeq] } == ["1 CANCEL", "1 INVITE"])
    #expect(Set(effects.responses.map(\.toTag)) == [ringing.responses.first?.toTag])
    #expect(effects.events == [.cancelled(reasons: ["SIP;cause=200;text=\"Call completed elsewhere\""])])
    #expect(stage.agent.legCount == 0)
    #expect(stage.perform(.answer(body: [])).isEmpty)
  }

  @Test(.rfc(3261, "9.2"), .lesson(24))
  mutating func `a CANCEL without Reason, over TCP, before anything but 100, works the same`()
    throws
  {
    stage.flow.transport = .tcp
    stage.caller.transport = "TCP"
    _ = stage.receive(try stage.caller.invite())
    let effects = stage.receive(try stage.caller.write("CANCEL"))
    #expect(effects.codes == [200, 487])
    #expect(effects.events == [.cancelled(reasons: [])])
  }

  @Test(.rfc(3261, "9.2"), .lesson(39))
  mutating func `a CANCEL that crosses the 200 changes nothing: ACK and BYE follow`() throws {
    let tag = try stage.answered()
    let crossed = stage.receive(try stage.caller.write("CANCEL"))
    #expect(crossed.codes == [200])
    #expect(crossed.events.isEmpty)
    #expect(stage.receive(try stage.caller.write("ACK", branch: "z9hG4bK-a", toTag: tag)).events.count == 1)
    let ended = stage.receive(try stage.caller.write("BYE", branch: "z9hG4bK-b", number: 2, toTag: tag))
    #expect(ended.codes == [200])
    #expect(stage.agent.legCount == 0)
  }

  @Test(.rfc(3261, "9.2")) mutating func `a CANCEL of nothing is answered 481, a repeated one 200 again`() throws {
    #expect(stage.receive(try stage.caller.write("CANCEL")).codes == [481])
    stage = Stage()
    _ = stage.receive(try stage.caller.invite())
    _ = stage.receive(try stage.caller.write("CANCEL"))
    let again = stage.receive(try stage.caller.write("CANCEL"))
    #expect(again.codes == [200])
    #expect(again.events.isEmpty)
  }

  @Test(.rfc(3261, "15.1.2"), .lesson(76))
  mutating func `a BYE is answered 200 each time it comes, and ends the leg once, with its reasons`() throws {
    let tag = try stage.established()
    let bye = try stage.caller.write(
      "BYE", branch: "z9hG4bK-b", number: 2, toTag: tag,
      headers: ["Reason: Q.850;cause=16;text=\"Terminated\"", "Reason: X.int;reasoncode=0x00000000"])
    let effects = stage.receive(bye)
    #expect(effects.codes == [200])
    #expect(
      effects.events == [
        .ended(.remoteHangUp(reasons: ["Q.850;cause=16;text=\"Terminated\"", "X.int;reasoncode=0x00000000"]))
      ])
    let repeated = stage.receive(bye)
    #expect(repeated.codes == [200])
    #expect(repeated.events.isEmpty)
    #expect(stage.receive(try stage.caller.write("BYE", branch: "z9hG4bK-c", number: 3, toTag: tag)).codes == [481])
  }

  @Test(.rfc(3261, "15.1.2")) mutating func `a BYE in the early dialog ends it, and the INVITE with 487`() throws {
    _ = stage.receive(try stage.caller.invite())
    let tag = try #require(stage.perform(.ring()).responses.first?.toTag)
    let effects = stage.receive(try stage.caller.write("BYE", branch: "z9hG4bK-b", number: 2, toTag: tag))
    #expect(effects.codes == [200, 487])
    #expect(effects.events == [.ended(.remoteHangUp(reasons: []))])
  }

  @Test(.rfc(3261, "15.1.2")) mutating func `a BYE before the ACK of our 200 ends the call and its repeats`() throws {
    let tag = try stage.answered()
    #expect(stage.receive(try stage.caller.write("BYE", branch: "z9hG4bK-b", number: 2, toTag: tag)).codes == [200])
    #expect(stage.pass(until: .seconds(100)).isEmpty)
  }

  @Test(.rfc(3261, "15.1.1"), .lesson(1), .lesson(22))
  mutating func `our BYE goes through the recorded route with a number of its own`() throws {
    _ = try stage.established(headers: [
      "Record-Route: <sip:203.0.113.5:5080;lr>", "Record-Route: <sip:203.0.113.6;lr>",
    ])
    let effects = stage.perform(.hangUp(headers: ["Reason: Q.850;cause=16"].fields))
    let bye = try #require(effects.requests.first)
    #expect(bye.method == .bye)
    #expect(bye.uri.description == "sip:alice@192.0.2.10:5060")
    #expect(bye.headers.all(.route).map(\.value) == ["<sip:203.0.113.5:5080;lr>", "<sip:203.0.113.6;lr>"])
    #expect(bye.headers[.cSeq] == "1 BYE")
    #expect(bye.headers[.reason] == "Q.850;cause=16")
    #expect(bye.headers[.from]?.contains("tag=") == true)
    #expect(bye.headers.elements(.via).count == 1)
    #expect(effects.destinations.map(\.address) == [HostPort(host: "203.0.113.5", port: 5080)])
    #expect(effects.events.isEmpty)
    let done = stage.receive(.response(SIPResponse(answering: bye, 200)))
    #expect(done == [.event(LegID(1), .ended(.localHangUp))])
  }

  @Test(.rfc(3261, "17.1.2.2")) mutating func `a BYE nobody answers is sent again, and the leg ends at 32 s`() throws {
    _ = try stage.established()
    _ = stage.perform(.hangUp())
    let happened = stage.pass(until: .seconds(40))
    #expect(happened.map(\.effect).requests.count == 10)
    #expect(happened.last?.effect == .event(LegID(1), .ended(.localHangUp)))
    #expect(happened.last?.at == .seconds(32))
    #expect(stage.agent.legCount == 0)
  }

  @Test mutating func `a BYE that cannot be sent ends the leg at once`() throws {
    _ = try stage.established()
    let bye = try #require(stage.perform(.hangUp()).messages.first)
    #expect(stage.agent.sendFailed(bye, at: stage.now) == [.event(LegID(1), .ended(.localHangUp))])
  }

  @Test(.rfc(3261, "15")) mutating func `after our 200 a hang-up waits for the ACK`() throws {
    let tag = try stage.answered()
    #expect(stage.perform(.hangUp()).isEmpty)
    let effects = stage.receive(try stage.caller.write("ACK", branch: "z9hG4bK-a", toTag: tag))
    #expect(effects.events == [.confirmed(body: [])])
    #expect(effects.requests.map(\.method) == [.bye])
  }

  @Test mutating func `a hang-up before the answer is a refusal`() throws {
    _ = stage.receive(try stage.caller.invite())
    let effects = stage.perform(.hangUp())
    #expect(effects.codes == [480])
    #expect(effects.events == [.ended(.localHangUp)])
  }

  @Test mutating func `two BYEs that cross are both answered, and the leg ends once`() throws {
    let tag = try stage.established()
    let ours = try #require(stage.perform(.hangUp()).requests.first)
    let effects = stage.receive(try stage.caller.write("BYE", branch: "z9hG4bK-b", number: 2, toTag: tag))
    #expect(effects.codes == [200])
    #expect(effects.events == [.ended(.localHangUp)])
    #expect(stage.receive(.response(SIPResponse(answering: ours, 481))).isEmpty)
  }

  @Test(.lesson(9)) mutating func `a caller behind address translation gets our BYE where its INVITE came from`() throws
  {
    stage.caller.host = "10.0.0.5"
    stage.caller.contact = "<sip:alice@10.0.0.5:5060>"
    _ = try stage.established()
    #expect(stage.perform(.hangUp()).destinations.map(\.address) == [stage.flow.remote])
  }

  @Test(.rfc(3261, "12.2.1.2"), .lesson(8)) mutating func `a peer that moved gets our BYE at its new Contact`() throws {
    let tag = try stage.established()
    _ = stage.receive(
      try stage.caller.write(
        "UPDATE", branch: "z9hG4bK-u", number: 2, toTag: tag, headers: ["Contact: <sip:alice@192.0.2.77:5099>"]))
    let effects = stage.perform(.hangUp())
    #expect(effects.destinations.map(\.address) == [HostPort(host: "192.0.2.77", port: 5099)])
  }

  @Test mutating func `a closed connection ends unanswered calls only`() throws {
    stage.flow.transport = .tcp
    stage.flow.connection = 1
    stage.caller.transport = "TCP"
    _ = try stage.established()
    stage.caller.callID = "call-2"
    _ = stage.receive(try stage.caller.invite(branch: "z9hG4bK-2"))
    #expect(stage.agent.flowClosed(stage.flow, at: stage.now) == [.event(LegID(2), .ended(.transportLost))])
    #expect(stage.agent.legs == [LegID(1)])
    let bye = try #require(stage.perform(.hangUp()).destinations.first)
    #expect(bye.address == HostPort(host: "192.0.2.10", port: 5060))
    #expect(bye.transport == .tcp)
    #expect(bye.flow?.connection == 0, "it has to be opened anew")
  }
}

extension [String] {
  var fields: SIPHeaders {
    SIPHeaders(
      map { line in
        let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
        return SIPHeaders.Field(SIPHeaderName(parts[0]), parts[1])
      })
  }
}
