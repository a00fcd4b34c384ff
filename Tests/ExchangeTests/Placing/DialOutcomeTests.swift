import Calls
import Exchange
import Testing
import WireTesting

@Suite struct DialOutcomeTests {
  private func outcome(
    _ status: Int?, _ phrase: String = "Reason", reasons: [String] = [], carrier: String? = nil
  ) -> DialOutcome {
    DialOutcome(CallFailure(status: status, phrase: phrase, reasons: reasons, carrierError: carrier))
  }

  @Test(
    .rfc(3326, "2"),
    arguments: [
      (503, 17, EndReason.dialBusy), (500, 19, .dialNoAnswer), (480, 17, .dialBusy), (480, 21, .dialRejected),
      (404, 1, .dialFailed), (486, 19, .dialBusy),
    ])
  func `a gateway's cause says more than a general status, and less than a special one`(
    status: Int, cause: Int, reason: EndReason
  ) {
    let outcome = outcome(status, reasons: ["Q.850;cause=\(cause);text=\"x\""])
    #expect(outcome.reason == reason)
    #expect(outcome.detail.carrierCode == "Q.850 \(cause)")
    #expect(!outcome.mayGoAnotherWay)
  }

  @Test(arguments: [34, 38, 41, 42])
  func `congestion of the network says nothing of another way`(cause: Int) {
    #expect(outcome(503, reasons: ["Q.850;cause=\(cause)"]).mayGoAnotherWay)
  }

  @Test(arguments: [nil, 408, 500, 502, 503, 504, 580])
  func `silence, 408 and 5xx may go another way`(status: Int?) {
    #expect(outcome(status).mayGoAnotherWay)
  }

  @Test(arguments: [301, 302, 400, 401, 403, 404, 407, 410, 480, 484, 486, 487, 488, 600, 603, 604, 606, 607, 608])
  func `everything else may not`(status: Int) {
    #expect(!outcome(status).mayGoAnotherWay)
  }

  @Test func `Twilio's error is told in words`() {
    let outcome = outcome(403, "Forbidden", carrier: "32205 Geo permission")
    #expect(outcome.reason == .dialRejected)
    #expect(outcome.detail.carrierCode == "32205")
    #expect(outcome.detail.explanation?.contains("geographic permissions") == true)
  }

  @Test(.lesson(101), arguments: ["Trunk CPS limit exceeded", "Concurrent call limit exceeded"])
  func `a limit of the trunk is told as such`(phrase: String) {
    #expect(outcome(503, phrase).detail.explanation?.contains("max_calls_per_second") == true)
  }

  @Test func `603 from analytics is told from 603 of a person`() {
    #expect(outcome(603).detail.explanation == "the call was declined")
    let blocked = outcome(603, reasons: [#"SIP;cause=603;text="v=analytics1;url=https://x""#])
    #expect(blocked.detail.explanation?.contains("blocked") == true)
  }

  @Test func `every status has a sentence`() {
    for status in 300..<700 { #expect(outcome(status).detail.explanation?.isEmpty == false) }
    #expect(outcome(nil, "no connection").detail.explanation?.hasPrefix("no connection;") == true)
  }
}
