import Testing
import WireTesting

@testable import SIP

/// What is known of a transfer, from the responses and NOTIFYs in whatever order.
struct ReferralTests {
  var referral = Referral(number: 5)

  private mutating func notified(_ body: String, _ state: String? = "active;expires=60") -> [TransferNews] {
    let headers: SIPHeaders = state.map { ["Subscription-State": $0] } ?? [:]
    return referral.notified(Array(body.utf8), SubscriptionState(headers), at: .zero)
  }

  private mutating func answered(_ status: SIPStatus, headers: SIPHeaders = [:]) -> [TransferNews] {
    referral.answered(.success(SIPResponse(status: status, headers: headers)), at: .zero)
  }

  @Test(.rfc(3515, "2.4.5"), .lesson(73)) mutating func `202, 100, 180 and 200 come one after the other`() {
    #expect(answered(202) == [.accepted])
    #expect(notified("SIP/2.0 100 Trying\r\n") == [.progress(100)])
    #expect(notified("SIP/2.0 180 Ringing") == [.progress(180)])
    #expect(notified("SIP/2.0 200 OK\r\n\r\n", "terminated;reason=noresource") == [.succeeded])
    #expect(referral.isOver)
    #expect(notified("SIP/2.0 503 Late") == [])
  }

  @Test(.lesson(73)) mutating func `a NOTIFY before the 202 tells that it was accepted, and the 202 nothing more`() {
    #expect(notified("SIP/2.0 100 Trying") == [.accepted, .progress(100)])
    #expect(answered(202) == [])
  }

  @Test(.rfc(3515, "2.4.5"), .lesson(74)) mutating func `a final failure carries its status and phrase`() {
    _ = answered(202)
    #expect(notified("SIP/2.0 486 Busy Here") == [.failed(CallRefusal(status: 486, phrase: "Busy Here"))])
  }

  @Test(.lesson(74), arguments: [403, 603, 405, 503]) mutating func `a REFER refused carries its status`(code: Int) {
    #expect(answered(SIPStatus(code)) == [.failed(CallRefusal(SIPResponse(status: SIPStatus(code))))])
    #expect(referral.isOver)
  }

  @Test mutating func `a REFER that nobody answers, or that cannot be sent, has failed`() {
    #expect(referral.answered(.failure(.timedOut), at: .zero) == [.failed(CallRefusal(status: 408))])
    referral = Referral(number: 1)
    #expect(referral.answered(.failure(.transport), at: .zero) == [.failed(CallRefusal(status: 503))])
  }

  @Test(.lesson(73)) mutating func `a subscription that ends without a final status leaves it unknown`() {
    _ = answered(202)
    #expect(notified("SIP/2.0 100 Trying", "terminated;reason=timeout") == [.progress(100), .unknown])
    referral = Referral(number: 1)
    _ = answered(202)
    #expect(notified("", "Terminated") == [.unknown])
  }

  @Test mutating func `a body that says nothing changes nothing`() {
    _ = answered(202)
    #expect(notified("", nil) == [])
    #expect(notified("hello\r\nSIP/2.0\r\nSIP/2.0 99 x\r\nSIP/2.0 1000 x") == [])
    #expect(notified("SIP/2.0 200 OK", nil) == [.succeeded])
  }

  @Test(.rfc(4488, "4")) mutating func `a peer that gives no news leaves it unknown at once`() {
    #expect(answered(202, headers: ["Refer-Sub": "false"]) == [.accepted, .unknown])
  }

  @Test mutating func `without news it is unknown when the subscription expires`() {
    _ = answered(202)
    #expect(referral.deadline == .seconds(180))
    _ = notified("SIP/2.0 100 Trying", "active;expires=60")
    #expect(referral.deadline == .seconds(60))
    #expect(referral.deadlineReached(at: .seconds(59)) == [])
    #expect(referral.deadlineReached(at: .seconds(60)) == [.unknown])
    #expect(referral.deadline == nil)
  }

  @Test(
    .rfc(3515, "2.4.6"), .lesson(73),
    arguments: [
      ("refer", true), ("refer;id=5", true), ("REFER ; id=5", true), ("refer;id=6", false), ("presence", false),
    ])
  func `an Event without id or with ours is ours`(event: String, isOurs: Bool) {
    #expect(referral.matches(["Event": event]) == isOurs)
    #expect(referral.matches(["o": event]) == isOurs)
    #expect(referral.matches([:]))
  }

  @Test(
    .rfc(3420),
    arguments: [
      ("SIP/2.0 200 OK", 200, "OK"), ("sip/2.0 486 Busy", 486, "Busy"), ("  SIP/2.0   603   Decline  ", 603, "Decline"),
      ("200", 200, "OK"), ("404 Nobody", 404, "Nobody"), ("\r\n\r\nSIP/2.0 180\r\n", 180, "Ringing"),
      ("Via: x\r\nSIP/2.0 503 Away", 503, "Away"),
    ])
  func `a status is read however it is written`(text: String, code: Int, phrase: String) {
    #expect(StatusFragment(Array(text.utf8)) == StatusFragment(status: SIPStatus(code), phrase: phrase))
  }
}
