import SIP
import Testing
import WireTesting

/// Calls that take the place of others, and calls that come back.
struct ReplacingTests {
  var stage = Stage()

  private mutating func replacing(_ text: String, callID: String = "other") throws -> [Effect] {
    stage.caller.callID = callID
    return stage.receive(try stage.caller.invite(branch: "z9hG4bK-\(callID)", headers: ["Replaces: \(text)"]))
  }

  @Test(.rfc(3891, "3")) mutating func `a call that replaces another ends it when it is answered`() throws {
    let tag = try stage.established()
    let effects = try replacing("\(stage.caller.callID);to-tag=\(tag);from-tag=caller")
    #expect(effects.codes == [100])
    #expect(try #require(effects.invitation).replaces == LegID(1))
    let answered = stage.perform(.answer(body: Array("v=0".utf8)), on: LegID(2))
    #expect(answered.codes == [200])
    let bye = try #require(answered.requests.first)
    #expect(bye.method == .bye)
    #expect(stage.receive(.response(SIPResponse(answering: bye, 200))).events == [.ended(.replaced(by: LegID(2)))])
    #expect(stage.agent.legs == [LegID(2)])
  }

  @Test(.rfc(3891, "3")) mutating func `a call that is refused replaces nothing`() throws {
    let tag = try stage.established()
    _ = try replacing("\(stage.caller.callID);to-tag=\(tag);from-tag=caller")
    _ = stage.perform(.reject(486), on: LegID(2))
    #expect(stage.agent.legs == [LegID(1)])
  }

  @Test(.rfc(3891, "3")) mutating func `who is not found gets 481, an answered call asked for early only 486`() throws {
    let tag = try stage.established()
    let callID = stage.caller.callID
    #expect(try replacing("nobody;to-tag=1;from-tag=2", callID: "a").codes.last == 481)
    #expect(try replacing("\(callID);to-tag=caller;from-tag=\(tag)", callID: "b").codes.last == 481)
    #expect(try replacing("\(callID);to-tag=\(tag);from-tag=caller;early-only", callID: "c").codes.last == 486)
    #expect(try replacing("\(callID);to-tag=\(tag)", callID: "d").codes.last == 400)
    _ = stage.perform(.hangUp())
    #expect(try replacing("\(callID);to-tag=\(tag);from-tag=caller", callID: "e").codes.last == 603)
  }

  @Test(.rfc(3891, "3")) mutating func `only a call that we placed may be replaced while it rings`() throws {
    _ = stage.receive(try stage.caller.invite())
    let tag = try #require(stage.perform(.ring()).responses.first?.toTag)
    let callID = stage.caller.callID
    #expect(try replacing("\(callID);to-tag=\(tag);from-tag=caller", callID: "a").codes.last == 481)
    let invite = try stage.place()
    _ = stage.respond(180, to: invite)
    let ours = try #require(invite.headers["From"].flatMap { NameAddress($0) }?.tag)
    let effects = try replacing(
      "\(invite.headers["Call-ID"] ?? "");to-tag=\(ours);from-tag=bob;early-only", callID: "b")
    #expect(try #require(effects.invitation).replaces == Stage.placed)
    let answered = stage.perform(.answer(body: Array("v=0".utf8)), on: LegID(2))
    #expect(answered.requests.map(\.method) == [.cancel])
  }

  @Test(.rfc(3891, "6.1")) mutating func `a call of ours says what it replaces, and requires that it does`() throws {
    let invite = try stage.place { $0.replaces = Replaces(callID: "c", toTag: "1", fromTag: "") }
    #expect(invite.headers["Replaces"] == "c;to-tag=1;from-tag=0")
    #expect(invite.headers["Require"] == "replaces")
  }

  @Test(.rfc(3891, "6.1"), arguments: ["", ";to-tag=1;from-tag=2", "c", "c;to-tag=1", "c;from-tag"])
  func `what is no Replaces is none`(text: String) {
    #expect(Replaces(text) == nil)
    #expect(Replaces("c;from-tag=2 ; to-tag=\"1\";x")?.dialogID == DialogID(callID: "c", localTag: "1", remoteTag: "2"))
  }

  @Test(.rfc(3261, "8.2.2.2")) mutating func `a call of ours that comes back gets 482`() throws {
    let invite = try stage.place()
    var back = invite
    back.headers.prepend("Via", "SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK-proxy")
    #expect(stage.receive(.request(back)).codes == [482])
    back.headers["From"] = "<sip:rewritten@x>;tag=other"
    back.headers["Via"] = nil
    back.headers.append("Via", "SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK-proxy2")
    back.headers.append("Via", invite.headers["Via"] ?? "")
    #expect(stage.receive(.request(back)).codes == [482])
    #expect(stage.agent.legs == [Stage.placed])
  }

  @Test(.rfc(3261, "8.2.2.2"), .lesson(20)) mutating func `the same call by another way makes no second call`() throws {
    _ = stage.receive(try stage.caller.invite())
    #expect(stage.receive(try stage.caller.invite(branch: "z9hG4bK-other")).codes == [482])
    #expect(stage.agent.legs == [LegID(1)])
  }
}
