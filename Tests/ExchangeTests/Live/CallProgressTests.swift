import Calls
import Testing
import WireTesting

@testable import Exchange

@Suite struct CallProgressTests {
  @Test(
    .rfc(3326, "2"), .lesson(76),
    arguments: [
      ("Q.850;cause=16;text=\"Normal call clearing\"", nil, "16"), ("q.850; CAUSE = 31", nil, "31"),
      ("SIP;cause=200;text=\"Call completed elsewhere\"", 200, nil), ("sip ;Cause=\"487\"", 487, nil),
      ("Q.850", nil, nil), ("SIP;text=\"bye\"", nil, nil), ("SIP;cause=abc", nil, nil), ("X.25;cause=7", nil, "7"),
      ("X.int;reasoncode=0x00000490;add-info=05CC.0001.0001", nil, nil), ("RELEASE_CAUSE ; cause=16", nil, "16"),
    ] as [(String, Int?, String?)])
  func `a Reason header says a SIP code or a carrier's`(reason: String, sip: Int?, carrier: String?) {
    #expect(
      EndDetail(reasons: [reason]) == EndDetail(sipCode: sip, sipReason: reason, carrierCode: carrier))
  }

  @Test func `no Reason header says nothing, and of several the first counts`() {
    #expect(EndDetail(reasons: []) == nil)
    #expect(EndDetail(reasons: ["SIP;cause=486", "Q.850;cause=17"])?.sipCode == 486)
  }

  @Test func `what ends a call is told with what the far end said`() {
    #expect(
      CallProgress(CallEvent.ended(.hungUp(reasons: ["Q.850;cause=16"])))
        == .callerHungUp(EndDetail(sipReason: "Q.850;cause=16", carrierCode: "16")))
    #expect(CallProgress(CallEvent.cancelled(reasons: [])) == .callerGaveUp(nil))
    guard case .connectionLost(let detail)? = CallProgress(CallEvent.ended(.unacknowledged)) else {
      Issue.record("not lost")
      return
    }
    #expect(detail?.sipReason?.contains("ACK") == true)
  }

  @Test func `a call that was ended below for want of media is lost`() {
    #expect(CallProgress(CallEvent.ended(.local)) == .connectionLost(EndDetail(sipReason: "no media could be agreed")))
  }

  @Test(arguments: [CallEvent.digit("1"), .held(true)])
  func `what does not change a call's life is not progress`(event: CallEvent) {
    #expect(CallProgress(event) == nil)
  }
}
