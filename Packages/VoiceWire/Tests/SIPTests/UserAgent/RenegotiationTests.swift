import SIP
import Testing
import WireTesting

/// Changes that we want of a session: hold, resume, other media.
struct RenegotiationTests {
  var stage = Stage()
  private let allow = ["Allow: INVITE, ACK, BYE, UPDATE"]

  private mutating func reinvite(_ body: String = "v=0 hold") -> SIPRequest? {
    stage.perform(.reinvite(body: Array(body.utf8)), on: Stage.placed).requests.first
  }

  @Test(.rfc(3261, "14.1"), .lesson(22), .lesson(13))
  mutating func `a re-INVITE has the next number and our Contact, and its 200 is acknowledged, each time`() throws {
    _ = try stage.talking()
    let again = try #require(reinvite())
    #expect(again.headers["CSeq"] == "2 INVITE")
    #expect(again.headers["Contact"] == "<sip:198.51.100.1:5060>")
    #expect(again.headers["To"]?.hasSuffix(";tag=bob") == true)
    #expect(stage.respond(100, to: again).isEmpty)
    let done = stage.respond(200, to: again, body: "v=0 held", contact: "<sip:bob@203.0.113.66>")
    let ack = try #require(done.requests.first)
    #expect(ack.headers["CSeq"] == "2 ACK")
    #expect(ack.uri.description == "sip:bob@203.0.113.66")
    guard case .renegotiated(let response)? = done.events.first else {
      Issue.record("not told")
      return
    }
    #expect(response.body == Array("v=0 held".utf8))
    #expect(stage.respond(200, to: again, body: "v=0 held").requests == [ack])
    #expect(stage.perform(.hangUp(), on: Stage.placed).requests.first?.headers["CSeq"] == "3 BYE")
  }

  @Test(.rfc(3261, "14.1")) mutating func `a call that came in can be changed by us too`() throws {
    _ = try stage.established()
    let again = try #require(stage.perform(.reinvite(body: Array("v=0".utf8))).requests.first)
    #expect(again.headers["CSeq"] == "1 INVITE")
    #expect(again.uri.description == "sip:alice@192.0.2.10:5060")
  }

  @Test(.rfc(3261, "14.1")) mutating func `a change before the ACK of our 200 waits for it`() throws {
    let tag = try stage.answered()
    #expect(stage.perform(.reinvite(body: Array("v=0".utf8))).isEmpty)
    let effects = stage.receive(try stage.caller.write("ACK", branch: "z9hG4bK-a", toTag: tag))
    #expect(effects.requests.map(\.method) == [.invite])
  }

  @Test(.rfc(3261, "14.1"), .lesson(63), arguments: [488, 503, 606, 404])
  mutating func `a refused re-INVITE leaves the session as it was`(code: Int) throws {
    _ = try stage.talking()
    let effects = stage.respond(code, to: try #require(reinvite()))
    #expect(effects.requests.map(\.method) == [.ack])
    guard case .renegotiationRefused(let refusal)? = effects.events.first else {
      Issue.record("not told")
      return
    }
    #expect(refusal.status.code == code)
    #expect(stage.agent.legCount == 1)
    #expect(reinvite()?.headers["CSeq"] == "3 INVITE")
  }

  @Test(.rfc(3261, "12.2.1.2"), arguments: [481, 408])
  mutating func `a re-INVITE that finds no dialog ends the call with BYE`(code: Int) throws {
    _ = try stage.talking()
    let effects = stage.respond(code, to: try #require(reinvite()))
    let bye = try #require(effects.requests.last)
    #expect(bye.method == .bye)
    #expect(effects.events == [.ended(.dialogLost(SIPStatus(code)))])
    #expect(stage.respond(481, to: bye).events.isEmpty)
    #expect(stage.agent.legCount == 0)
  }

  @Test(.rfc(3261, "12.2.1.2")) mutating func `a re-INVITE nobody answers ends the call at 32 s`() throws {
    _ = try stage.talking()
    _ = reinvite()
    let happened = stage.pass(until: .seconds(32))
    #expect(happened.map(\.effect).requests.last?.method == .bye)
  }

  @Test(.rfc(3261, "14.1"))
  mutating func `after 491 the owner of the Call-ID tries again in 2.1 to 4 s`() throws {
    _ = try stage.talking()
    #expect(stage.respond(491, to: try #require(reinvite())).events.isEmpty)
    let retried = try #require(stage.pass(until: .seconds(10)).first)
    #expect(retried.at >= .milliseconds(2100) && retried.at <= .seconds(4))
    #expect([retried.effect].requests.first?.headers["CSeq"] == "3 INVITE")
    #expect([retried.effect].requests.first?.body == Array("v=0 hold".utf8))
  }

  @Test(.rfc(3261, "14.1")) mutating func `after 491 the other side tries again within 2 s`() throws {
    _ = try stage.established()
    let again = try #require(stage.perform(.reinvite(body: Array("v=0".utf8))).requests.first)
    _ = stage.receive(.response(SIPResponse(answering: again, 491)))
    let retried = try #require(stage.pass(until: .seconds(10)).first)
    #expect(retried.at <= .seconds(2))
    #expect([retried.effect].requests.map(\.method) == [.invite])
  }

  @Test(.rfc(3261, "14.1")) mutating func `a peer that always says 491 is left after a few`() throws {
    _ = try stage.talking()
    var again = reinvite()
    var attempts = 0
    var events: [LegEvent] = []
    while let request = again, attempts < 50 {
      attempts += 1
      events = stage.respond(491, to: request).events
      again = stage.pass(until: stage.now + .seconds(5)).map(\.effect).requests.first { $0.method == .invite }
    }
    #expect(attempts == 6)
    #expect(events.count == 1)
  }

  @Test(.rfc(3261, "14.2")) mutating func `the peer's offer meets ours with 491`() throws {
    let invite = try stage.talking()
    let ours = try #require(reinvite())
    #expect(try stage.bob("INVITE", in: invite, number: 1, body: "v=0").codes == [491])
    #expect(try stage.bob("UPDATE", in: invite, number: 2, body: "v=0").codes == [491])
    #expect(try stage.bob("UPDATE", in: invite, number: 3).codes == [200])
    _ = stage.respond(200, to: ours)
    #expect(try stage.bob("INVITE", in: invite, number: 4, body: "v=0").codes == [100])
  }

  @Test(.rfc(3261, "14.1")) mutating func `while the peer's offer waits ours does too, and the newest counts`() throws {
    let invite = try stage.talking()
    _ = try stage.bob("INVITE", in: invite, number: 1, body: "v=0")
    #expect(reinvite("v=0 a") == nil)
    #expect(reinvite("v=0 b") == nil)
    #expect(stage.perform(.answerReoffer(body: Array("v=0".utf8)), on: Stage.placed).requests.isEmpty)
    let effects = try stage.bob("ACK", in: invite, number: 1)
    #expect(effects.requests.map(\.body) == [Array("v=0 b".utf8)])
  }

  @Test(.rfc(3311, "5.3"), .lesson(68))
  mutating func `an UPDATE is told to come later with 500 and Retry-After, and comes`() throws {
    _ = try stage.talking(headers: allow)
    let update = try #require(
      stage.perform(.update(body: Array("v=0".utf8)), on: Stage.placed).requests.first)
    #expect(update.method == .update)
    #expect(stage.respond(500, to: update, headers: ["Retry-After: 3"]).isEmpty)
    let retried = try #require(stage.pass(until: .seconds(9)).first { [$0.effect].requests.first?.method == .update })
    #expect(retried.at == .seconds(3))
    let done = stage.respond(200, to: try #require([retried.effect].requests.first), body: "v=0")
    #expect(done.requests.isEmpty)
    #expect(done.events.count == 1)
  }

  @Test(.rfc(3311, "5.1")) mutating func `a peer that has no UPDATE gets a re-INVITE instead`() throws {
    _ = try stage.talking(headers: ["Allow: INVITE, ACK, BYE"])
    let change = stage.perform(.update(body: Array("v=0 new".utf8)), on: Stage.placed).requests
    #expect(change.map(\.method) == [.invite])
    var other = Stage()
    _ = try other.talking(headers: allow)
    let update = try #require(other.perform(.update(body: Array("v=0".utf8)), on: Stage.placed).requests.first)
    #expect(other.respond(405, to: update).requests.map(\.method) == [.invite])
  }

  @Test(.rfc(3261, "14.1"), .lesson(66))
  mutating func `without our offer the peer makes it, and the ACK waits for our answer`() throws {
    _ = try stage.talking()
    let again = try #require(stage.perform(.reinvite(), on: Stage.placed).requests.first)
    #expect(again.body.isEmpty)
    #expect(stage.respond(200, to: again, body: "v=0 theirs").requests.isEmpty)
    #expect(stage.respond(200, to: again, body: "v=0 theirs").isEmpty)
    let ack = try #require(
      stage.perform(.sendAnswer(body: Array("v=0 ours".utf8)), on: Stage.placed).requests.first)
    #expect(ack.headers["CSeq"] == "2 ACK")
    #expect(ack.body == Array("v=0 ours".utf8))
  }

  @Test(.rfc(3261, "15.1.1")) mutating func `a hang-up amid a re-INVITE acknowledges what is accepted meanwhile`()
    throws
  {
    _ = try stage.talking()
    let again = try #require(reinvite())
    let bye = try #require(stage.perform(.hangUp(), on: Stage.placed).requests.first)
    #expect(stage.respond(200, to: again, body: "v=0").requests.map(\.method) == [.ack])
    #expect(stage.respond(200, to: bye).events == [.ended(.localHangUp)])
  }

  @Test(.rfc(3262, "4")) mutating func `a reliable provisional response to a re-INVITE is acknowledged, once`() throws {
    _ = try stage.talking()
    let again = try #require(reinvite())
    let mark = ["Require: 100rel", "RSeq: 3"]
    let prack = try #require(stage.respond(183, to: again, headers: mark).requests.first)
    #expect(prack.headers["RAck"] == "3 2 INVITE")
    #expect(prack.headers["CSeq"] == "3 PRACK")
    #expect(stage.respond(183, to: again, headers: mark).isEmpty)
    #expect(stage.respond(200, to: again).requests.first?.headers["CSeq"] == "2 ACK")
  }

  @Test(.lesson(16)) mutating func `a 200 to BYE gets no ACK`() throws {
    _ = try stage.talking()
    let bye = try #require(stage.perform(.hangUp(), on: Stage.placed).requests.first)
    #expect(stage.respond(200, to: bye).requests.isEmpty)
  }
}
