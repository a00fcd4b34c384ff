import SIP
import Testing
import WireTesting

/// From INVITE to ACK.
struct AnsweringTests {
  var stage = Stage()

  @Test(.rfc(3261, "17.2.1")) mutating func `100 goes out at once, before anybody is asked`() throws {
    let effects = stage.receive(try stage.caller.invite())
    guard case .send(.response(let trying), _, leg: LegID(1)) = effects.first else {
      Issue.record("no response")
      return
    }
    #expect(trying.status.code == 100)
    #expect(trying.toTag == nil)
    #expect(effects.count == 2)
  }

  @Test mutating func `the invitation says who calls whom`() throws {
    let effects = stage.receive(
      try stage.caller.invite(headers: [
        "P-Asserted-Identity: \"Alice\" <sip:+49170@carrier>, <tel:+49170>", "Privacy: id; Header",
      ]))
    let invitation = try #require(effects.invitation)
    #expect(invitation.requestURI.user == "+4930123456")
    #expect(invitation.from.displayName == "Alice")
    #expect(invitation.assertedIdentities.map(\.uri.user) == ["+49170", "+49170"])
    #expect(invitation.privacy == ["id", "header"])
    #expect(invitation.offer == Array(offer.utf8))
    #expect(invitation.flow == stage.flow)
  }

  @Test(.rfc(3261, "13.2.1"), .lesson(66)) mutating func `an INVITE without a session description asks for our offer`()
    throws
  {
    let effects = stage.receive(try stage.caller.invite(body: nil))
    #expect(try #require(effects.invitation).offer == nil)
    let tag = try #require(stage.perform(.answer(body: Array("v=0 ours".utf8))).responses.first?.toTag)
    let ack = try stage.caller.write("ACK", branch: "z9hG4bK-ack", toTag: tag, body: "v=0 theirs")
    #expect(stage.receive(ack).events == [.confirmed(body: Array("v=0 theirs".utf8))])
  }

  @Test(.rfc(3261, "12.1.1"), .lesson(17))
  mutating func `180 and 200 carry the same tag, our address and the recorded route`()
    throws
  {
    _ = stage.receive(try stage.caller.invite(headers: ["Record-Route: <sip:p2;lr>", "Record-Route: <sip:p1;lr>"]))
    let ringing = try #require(stage.perform(.ring()).responses.first)
    let ok = try #require(stage.perform(.answer(body: Array("v=0".utf8))).responses.first)
    #expect(ringing.status.code == 180)
    #expect(ok.status.code == 200)
    #expect(ringing.toTag != nil)
    #expect(ringing.toTag == ok.toTag)
    for response in [ringing, ok] {
      #expect(response.headers.all(.recordRoute).map(\.value) == ["<sip:p2;lr>", "<sip:p1;lr>"])
      #expect(response.headers[.contact] == "<sip:198.51.100.1:5060>")
      #expect(response.headers[.server] == "Trunkline")
    }
    #expect(ok.headers[.contentType] == "application/sdp")
    #expect(ok.headers[.allow]?.contains("UPDATE") == true)
    #expect(ok.body == Array("v=0".utf8))
  }

  @Test(.lesson(10), .lesson(11), .lesson(12))
  mutating func `Contact speaks of the hop's transport and the advertised address`() throws {
    stage = Stage(.init(advertised: [.tcp: HostPort(host: "203.0.113.7", port: 5062)], contactUser: "agent"))
    stage.flow.transport = .tcp
    stage.flow.connection = 3
    stage.caller.transport = "TCP"
    stage.caller.target = "sip:+4930123456@198.51.100.1;transport=udp"
    _ = stage.receive(try stage.caller.invite())
    let ringing = try #require(stage.perform(.ring()).responses.first)
    #expect(ringing.headers[.contact] == "<sip:agent@203.0.113.7:5062;transport=tcp>")
  }

  @Test(.rfc(3261, "13.3.1.4"), .lesson(34))
  mutating func `the 200 is sent again from T1 to T2 until the ACK, on TCP too`() throws {
    stage.flow.transport = .tcp
    stage.caller.transport = "TCP"
    let tag = try stage.answered()
    let happened = stage.pass(until: .seconds(8))
    #expect(happened.map(\.at) == [0.5, 1.5, 3.5, 7.5].map { .seconds($0) })
    #expect(happened.map(\.effect).codes == [200, 200, 200, 200])
    let acknowledged = stage.receive(
      try stage.caller.write("ACK", branch: "z9hG4bK-ack", toTag: tag, body: "v=0 answer"))
    #expect(acknowledged == [.event(LegID(1), .confirmed(body: Array("v=0 answer".utf8)))])
    #expect(stage.pass(until: .seconds(200)).isEmpty)
    #expect(stage.agent.legCount == 1)
  }

  @Test(.rfc(3261, "13.3.1.4"), .lesson(34)) mutating func `a late ACK after many lost ones still confirms`() throws {
    let tag = try stage.answered()
    _ = stage.pass(until: .seconds(31))
    let effects = stage.receive(try stage.caller.write("ACK", branch: "z9hG4bK-ack", toTag: tag))
    #expect(effects.events == [.confirmed(body: [])])
  }

  @Test(.rfc(3261, "13.3.1.4"), .lesson(34)) mutating func `without any ACK the call is ended by BYE at 32 s`() throws {
    _ = try stage.answered()
    let happened = stage.pass(until: .seconds(33))
    let bye = try #require(happened.first { [$0.effect].requests.first?.method == .bye })
    #expect(bye.at == .seconds(32))
    #expect(happened.map(\.effect).events == [.ended(.unacknowledged)])
    #expect(stage.agent.legCount == 1)
    let ok = SIPResponse(answering: try #require([bye.effect].requests.first), 200)
    #expect(stage.receive(.response(ok)).isEmpty)
    #expect(stage.agent.legCount == 0)
  }

  @Test(.rfc(3261, "17.1.1.3"), .lesson(18)) mutating func `an ACK is never answered, whatever it belongs to`() throws {
    for toTag in [nil, "nobody"] {
      #expect(stage.receive(try stage.caller.write("ACK", branch: "z9hG4bK-x", toTag: toTag)).isEmpty)
    }
    var broken = try request("ACK sip:a@b SIP/2.0\nCall-ID: 1\n\n")
    #expect(stage.receive(.request(broken)).isEmpty)
    broken.version = "SIP/3.0"
    #expect(stage.receive(.request(broken)).isEmpty)
    let error = SIPParseError(.headerLine, request: UnreadableRequest(method: .ack, headers: broken.headers))
    #expect(stage.agent.receiveUnparsable(error, over: stage.flow).isEmpty)
  }

  @Test mutating func `an ACK that repeats the branch of its INVITE confirms too`() throws {
    let tag = try stage.answered()
    #expect(stage.receive(try stage.caller.write("ACK", toTag: tag)).events == [.confirmed(body: [])])
    #expect(stage.receive(try stage.caller.write("ACK", toTag: tag)).isEmpty)
  }

  @Test(.rfc(3261, "17.2.1"), .lesson(20))
  mutating func `a repeated INVITE gets the last response and makes no second call`() throws {
    let invite = try stage.caller.invite()
    _ = stage.receive(invite)
    #expect(stage.receive(invite).codes == [100])
    _ = stage.perform(.ring())
    #expect(stage.receive(invite).codes == [180])
    _ = stage.perform(.reject(486))
    #expect(stage.receive(invite).codes == [486])
    #expect(stage.agent.lastLegNumber == 1)
  }

  @Test(.rfc(3261, "13.3.1.1"), .lesson(43)) mutating func `180 is repeated each minute while the agent gets ready`()
    throws
  {
    _ = stage.receive(try stage.caller.invite())
    _ = stage.perform(.ring())
    let happened = stage.pass(until: .seconds(150))
    #expect(happened.map(\.at) == [.seconds(60), .seconds(120)])
    #expect(happened.map(\.effect).codes == [180, 180])
  }

  @Test(.rfc(3261, "13.3.1.3"), .lesson(19), .lesson(37))
  mutating func `a refusal carries our reason and headers, and ends the leg`() throws {
    _ = stage.receive(try stage.caller.invite())
    let effects = stage.perform(.reject(404, reason: "No Such Number", headers: ["X-Why": "unbound"]))
    let refusal = try #require(effects.responses.first)
    #expect(refusal.status.code == 404)
    #expect(refusal.reason == "No Such Number")
    #expect(refusal.headers["X-Why"] == "unbound")
    #expect(refusal.headers[.contact] != nil)
    #expect(effects.events == [.ended(.rejected(404))])
    #expect(stage.pass(until: .milliseconds(600)).map(\.effect).codes == [404])
    #expect(stage.receive(try stage.caller.write("ACK", toTag: refusal.toTag)).isEmpty)
    #expect(stage.pass(until: .seconds(100)).isEmpty)
  }

  @Test(.rfc(3261, "22.2"), .lesson(17))
  mutating func `the INVITE that answers a challenge is a new leg with the same tag`() throws {
    _ = stage.receive(try stage.caller.invite())
    let challenge = try #require(
      stage.perform(.reject(407, headers: ["Proxy-Authenticate": "Digest realm=\"r\", nonce=\"n\""])).responses.first)
    _ = stage.receive(try stage.caller.write("ACK", toTag: challenge.toTag))
    stage.caller.number = 2
    let again = stage.receive(
      try stage.caller.invite(branch: "z9hG4bK-2", headers: ["Proxy-Authorization: Digest x=y"]))
    #expect(again.codes == [100])
    #expect(again.invitation != nil)
    #expect(stage.agent.legs == [LegID(2)])
    #expect(stage.perform(.ring(), on: LegID(2)).responses.first?.toTag == challenge.toTag)
  }

  @Test(.rfc(3261, "8.2.2.2"), .lesson(20)) mutating func `a fork of a call that is up is answered 482`() throws {
    _ = stage.receive(try stage.caller.invite())
    #expect(stage.receive(try stage.caller.invite(branch: "z9hG4bK-fork")).codes == [482])
    stage.caller.number = 2
    #expect(stage.receive(try stage.caller.invite(branch: "z9hG4bK-failover")).codes == [482])
    #expect(stage.agent.legs == [LegID(1)])
  }

  @Test(.lesson(51)) mutating func `two calls of one caller at once are two legs`() throws {
    _ = stage.receive(try stage.caller.invite())
    stage.caller.callID = "call-2"
    #expect(stage.receive(try stage.caller.invite(branch: "z9hG4bK-2")).codes == [100])
    #expect(stage.agent.legs == [LegID(1), LegID(2)])
  }

  @Test mutating func `a leg keeps to its state: commands that do not fit do nothing`() throws {
    #expect(stage.perform(.answer(body: [])).isEmpty)
    _ = try stage.established()
    #expect(stage.perform(.ring()).isEmpty)
    #expect(stage.perform(.answer(body: [])).isEmpty)
    #expect(stage.perform(.reject(486)).isEmpty)
    #expect(stage.perform(.answerReoffer(body: [])).isEmpty)
    #expect(stage.perform(.rejectReoffer(488)).isEmpty)
  }

  @Test(.rfc(5118, "4")) mutating func `an advertised address of the other family is not told to a peer`() throws {
    stage = Stage(.init(advertised: [.udp: HostPort(host: "203.0.113.99", port: 5060)]))
    stage.flow = Flow(
      transport: .udp, local: HostPort(host: "2001:db8::1", port: 5060),
      remote: HostPort(host: "2001:db8::9", port: 5060))
    let options = try stage.caller.write("OPTIONS")
    #expect(stage.receive(options).responses.first?.headers[.contact] == "<sip:[2001:db8::1]:5060>")
  }
}

extension UserAgent {
  /// The highest leg that is up.
  var lastLegNumber: UInt64 { max(1, legs.last?.number ?? 0) }
}
