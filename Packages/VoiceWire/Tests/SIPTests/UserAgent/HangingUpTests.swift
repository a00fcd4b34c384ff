import SIP
import Testing
import WireTesting

/// Our BYE, and what it brings with it.
struct HangingUpTests {
  var stage = Stage()

  @Test(.rfc(3261, "17.1.2"), .lesson(16))
  mutating func `the 200 to our BYE ends the call and is not acknowledged`() throws {
    _ = try stage.established()
    let bye = try #require(stage.perform(.hangUp()).requests.first)
    let ok = SIPMessage.response(SIPResponse(answering: bye, 200))
    let effects = stage.receive(ok)
    #expect(effects.messages.isEmpty)
    #expect(effects.events == [.ended(.localHangUp)])
    #expect(stage.receive(ok).isEmpty)
    #expect(stage.pass(until: .seconds(60)).map(\.effect).requests.isEmpty)
  }

  @Test(.lesson(78)) mutating func `our BYE says who we are and carries the headers it was given`() throws {
    _ = try stage.established()
    let bye = try #require(
      stage.perform(.hangUp(headers: ["Reason": "Q.850;cause=16", "X-Conversation": "conv_1"])).requests.first)
    #expect(bye.headers[.userAgent] == "Trunkline")
    #expect(bye.headers[.reason] == "Q.850;cause=16")
    #expect(bye.headers["X-Conversation"] == "conv_1")
  }

  @Test(.rfc(3261, "21.4.24"), .lesson(37), arguments: [SIPStatus(486), SIPStatus(480), SIPStatus(603)])
  mutating func `a ringing call is refused with the very status that was meant`(status: SIPStatus) throws {
    _ = stage.receive(try stage.caller.invite())
    _ = stage.perform(.ring())
    let effects = stage.perform(.reject(status))
    #expect(effects.codes == [status.code])
    #expect(effects.events == [.ended(.rejected(status))])
  }
}
