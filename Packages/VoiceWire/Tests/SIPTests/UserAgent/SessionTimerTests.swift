import Testing
import WireTesting

@testable import SIP

struct SessionTimerTests {
  var stage = Stage()

  // MARK: The value

  @Test(.rfc(4028, "10")) func `who refreshes does so at half the interval, and gives up shortly before its end`() {
    var timer = SessionTimer(seconds: 1800, refresher: .us, at: .seconds(100))
    #expect(timer.deadline == .seconds(1000))
    #expect(timer.deadlineReached(at: .seconds(999)) == nil)
    #expect(timer.deadlineReached(at: .seconds(1000)) == .refresh)
    #expect(timer.deadline == .seconds(1868))
    #expect(timer.deadlineReached(at: .seconds(1868)) == .expired)
  }

  @Test(.rfc(4028, "10"), arguments: [(90, 60), (1800, 1768), (96, 64)])
  func `who waits ends the call a third, at most 32 s, before the interval does`(seconds: Int, end: Int) {
    var timer = SessionTimer(seconds: seconds, refresher: .peer, at: .zero)
    #expect(timer.deadline == .seconds(end))
    #expect(timer.deadlineReached(at: .seconds(end)) == .expired)
  }

  @Test(.rfc(4028, "4"), arguments: ["", "x", ";refresher=uac", "99999999999"])
  func `what is no Session-Expires is none`(text: String) {
    #expect(SessionExpires(text) == nil)
    #expect(SessionExpires(" 1800 ; Refresher=UAS")?.description == "1800;refresher=uas")
    #expect(SessionExpires("1800;refresher=somebody") == SessionExpires(seconds: 1800))
  }

  // MARK: Called

  private mutating func answer(_ headers: [String]) throws -> SIPResponse {
    _ = stage.receive(try stage.caller.invite(headers: headers))
    let ok = try #require(stage.perform(.answer(body: Array("v=0 ours".utf8))).responses.first)
    _ = stage.receive(try stage.caller.write("ACK", branch: "z9hG4bK-ack", toTag: ok.toTag))
    return ok
  }

  @Test(
    .rfc(4028, "9"), .lesson(64),
    arguments: [
      (["Supported: timer", "Session-Expires: 1800"], "1800;refresher=uac", true),
      (["Supported: timer", "Session-Expires: 1800;refresher=uas"], "1800;refresher=uas", true),
      (["Session-Expires: 600"], "600;refresher=uas", false),
      (["k: timer", "x: 120;refresher=uac"], "120;refresher=uac", true),
    ])
  mutating func `the 200 says who refreshes`(headers: [String], expected: String, requires: Bool) throws {
    let ok = try answer(headers)
    #expect(ok.headers["Session-Expires"] == expected)
    #expect(ok.headers.elements("Require").contains("timer") == requires)
    #expect(ok.headers.elements("Supported").contains("timer"))
  }

  @Test(.rfc(4028, "9")) mutating func `an interval that is too short gets 422 and Min-SE`() throws {
    let headers = ["Supported: timer", "Session-Expires: 60"]
    let refused = try #require(stage.receive(try stage.caller.invite(headers: headers)).responses.first)
    #expect(refused.status.code == 422)
    #expect(refused.headers["Min-SE"] == "90")
    #expect(stage.agent.legCount == 0)
  }

  @Test(.rfc(4028, "10")) mutating func `a caller who does not refresh is hung up on`() throws {
    _ = try answer(["Supported: timer", "Session-Expires: 180"])
    let happened = stage.pass(until: .milliseconds(148_400))
    #expect(happened.map(\.at) == [.seconds(148), .seconds(148)])
    #expect(happened.map(\.effect).requests.map(\.method) == [.bye])
    #expect(happened.map(\.effect).events == [.ended(.sessionExpired)], "whoever is silent is not waited for")
    let bye = try #require(happened.map(\.effect).requests.first)
    #expect(stage.agent.legCount == 1, "the BYE goes on being sent")
    #expect(stage.receive(.response(SIPResponse(answering: bye, 200))).isEmpty)
    #expect(stage.agent.legCount == 0)
  }

  @Test(.rfc(4028, "10")) mutating func `the BYE to a peer that is gone is sent till its time is over, and told once`()
    throws
  {
    _ = try answer(["Supported: timer", "Session-Expires: 180"])
    let happened = stage.pass(until: .seconds(200)).map(\.effect)
    #expect(happened.events == [.ended(.sessionExpired)])
    #expect(happened.requests.count == 11)
    #expect(stage.agent.legCount == 0)
  }

  @Test(.rfc(4028, "9"), .lesson(64), arguments: ["UPDATE", "INVITE"])
  mutating func `each refresh of the caller begins the time anew`(method: String) throws {
    let tag = try #require(try answer(["Supported: timer", "Session-Expires: 180"]).toTag)
    for round in 1...5 {
      #expect(stage.pass(until: .seconds(90 * round)).isEmpty)
      let refresh = try stage.caller.write(
        method, branch: "z9hG4bK-r\(round)", number: 1 + round, toTag: tag,
        headers: ["Supported: timer", "Session-Expires: 180;refresher=uac"], body: method == "INVITE" ? "v=0" : nil)
      var responses = stage.receive(refresh).responses
      if method == "INVITE" {
        responses = stage.perform(.answerReoffer(body: Array("v=0".utf8))).responses
        _ = stage.receive(
          try stage.caller.write("ACK", branch: "z9hG4bK-k\(round)", number: 1 + round, toTag: tag))
      }
      #expect(responses.last?.status.code == 200)
      #expect(responses.last?.headers["Session-Expires"] == "180;refresher=uac")
    }
    #expect(stage.agent.legCount == 1)
  }

  @Test(.rfc(4028, "10")) mutating func `as the refresher we send UPDATE to who has it`() throws {
    let tag = try #require(
      try answer(["Allow: INVITE, UPDATE", "Supported: timer", "Session-Expires: 180;refresher=uas"]).toTag)
    #expect(!tag.isEmpty)
    let due = try #require(stage.pass(until: .seconds(90)).first)
    #expect(due.at == .seconds(90))
    let update = try #require([due.effect].requests.first)
    #expect(update.method == .update)
    #expect(update.body.isEmpty)
    #expect(update.headers["Session-Expires"] == "180;refresher=uac")
    var ok = SIPResponse(answering: update, 200)
    ok.headers.append("Session-Expires", "180;refresher=uac")
    #expect(stage.receive(.response(ok)).events == [.refreshed(body: [])])
    #expect(stage.pass(until: .seconds(180)).first?.at == .seconds(180))
  }

  @Test(.rfc(4028, "9"), .lesson(64))
  mutating func `a hold that does not speak of the timer stops our signs of life no more than the peer's wait`() throws
  {
    let tag = try #require(
      try answer(["Allow: INVITE, UPDATE", "Supported: timer", "Session-Expires: 180;refresher=uas"]).toTag)
    _ = stage.pass(until: .seconds(60))
    let hold = try stage.caller.write("UPDATE", branch: "z9hG4bK-h", number: 2, toTag: tag, body: "v=0 hold")
    _ = stage.receive(hold)
    let held = try #require(stage.perform(.answerReoffer(body: Array("v=0".utf8))).responses.first)
    #expect(held.headers["Session-Expires"] == "180;refresher=uas")
    #expect(stage.pass(until: .seconds(150)).map(\.effect).requests.map(\.method) == [.update])
    var other = SessionTimerTests()
    let theirs = try #require(try other.answer(["Supported: timer", "Session-Expires: 180;refresher=uac"]).toTag)
    let silent = try other.stage.caller.write("UPDATE", branch: "z9hG4bK-h", number: 2, toTag: theirs)
    #expect(other.stage.receive(silent).responses.first?.headers["Session-Expires"] == nil)
    #expect(other.stage.pass(until: .seconds(1000)).isEmpty)
  }

  // MARK: Calling

  @Test(.rfc(4028, "7.1")) mutating func `our INVITE proposes half an hour`() throws {
    let invite = try stage.place()
    #expect(invite.headers["Session-Expires"] == "1800")
    #expect(invite.headers["Min-SE"] == "90")
    #expect(invite.headers.elements("Supported").contains("timer"))
    stage = Stage(.init(sessionTimer: SessionTimerPolicy(proposedSeconds: nil)))
    #expect(try stage.place().headers["Session-Expires"] == nil)
  }

  @Test(.rfc(4028, "7.3")) mutating func `422 is answered with the longer interval it asks for`() throws {
    let invite = try stage.place()
    let again = try #require(stage.respond(422, to: invite, headers: ["Min-SE: 3600"]).requests.last)
    #expect(again.headers["Session-Expires"] == "3600")
    #expect(again.headers["Min-SE"] == "3600")
    #expect(again.headers["CSeq"] == "2 INVITE")
    #expect(again.headers["Call-ID"] == invite.headers["Call-ID"])
    #expect(again.headers["From"] == invite.headers["From"])
    let ended = stage.respond(422, to: again)
    #expect(ended.events.count == 1)
  }

  @Test(.rfc(4028, "10"), .lesson(64))
  mutating func `without UPDATE we refresh by a re-INVITE with the description that holds`() throws {
    _ = try stage.talking(headers: ["Require: timer", "Session-Expires: 180;refresher=uac"])
    let due = try #require(stage.pass(until: .seconds(90)).first)
    let again = try #require([due.effect].requests.first)
    #expect(again.method == .invite)
    #expect(again.body == Array("v=0 ours".utf8))
    let done = stage.respond(200, to: again, headers: ["Session-Expires: 180;refresher=uac"], body: "v=0 theirs")
    #expect(done.requests.map(\.method) == [.ack])
    #expect(done.events == [.refreshed(body: Array("v=0 theirs".utf8))])
    #expect(stage.pass(until: .seconds(179)).isEmpty)
  }

  @Test(.rfc(4028, "10")) mutating func `a refresh that is refused leaves the call, until its time is over`() throws {
    _ = try stage.talking(headers: ["Allow: UPDATE", "Session-Expires: 180;refresher=uac"])
    let update = try #require(stage.pass(until: .seconds(90)).map(\.effect).requests.first)
    #expect(stage.respond(503, to: update).isEmpty)
    let bye = try #require(stage.pass(until: .seconds(150)).first { [$0.effect].requests.first?.method == .bye })
    #expect(bye.at == .seconds(148))
  }

  @Test(.rfc(4028, "10")) mutating func `a refresh that finds no dialog ends the call`() throws {
    _ = try stage.talking(headers: ["Allow: UPDATE", "Session-Expires: 180;refresher=uac"])
    let update = try #require(stage.pass(until: .seconds(90)).map(\.effect).requests.first)
    #expect(stage.respond(481, to: update).requests.map(\.method) == [.bye])
  }

  @Test(.rfc(4028, "7.2")) mutating func `a callee who refreshes is waited for, one without timers is left alone`()
    throws
  {
    _ = try stage.talking(headers: ["Session-Expires: 180;refresher=uas"])
    #expect(stage.pass(until: .seconds(149)).first?.at == .seconds(148))
    var other = Stage()
    _ = try other.talking()
    #expect(other.pass(until: .seconds(10_000)).isEmpty)
  }
}
