/// What happens to a leg. `invited` comes first on a call to us; exactly one of `cancelled` and `ended` comes last.
public enum LegEvent: Hashable, Sendable {
  case invited(Invitation)
  /// The caller gave up before the answer; the values of Reason. The leg is over.
  case cancelled(reasons: [String])
  /// The PRACK of a reliable provisional response; its body is the answer when the offer was ours.
  case provisionalAcknowledged(body: [UInt8])
  /// The ACK of our 200; its body is the answer when the offer was ours.
  case confirmed(body: [UInt8])
  /// A provisional response to our INVITE. Several phones may ring: the To tag tells them apart.
  case progressed(SIPResponse)
  /// Our call was answered. When our INVITE had no offer and the response has one, `sendAnswer` is due.
  case accepted(SIPResponse)
  /// A re-INVITE, or an UPDATE or PRACK with an offer, that waits for `answerReoffer` or `rejectReoffer`.
  case reoffered(SIPRequest)
  case reofferAcknowledged(body: [UInt8])
  /// The peer took back the re-INVITE of `reoffered` before it was answered.
  case reofferCancelled
  /// The peer agreed to `reinvite` or `update`. When ours had no offer and this has one, `sendAnswer` is due.
  case renegotiated(SIPResponse)
  /// It did not; the session is as it was.
  case renegotiationRefused(CallRefusal)
  /// We gave the session timer's sign of life. When that was a re-INVITE with our description, `body` is the peer's
  /// answer; else it is empty.
  case refreshed(body: [UInt8])
  /// News of the `transfer` we asked for.
  case transfer(TransferNews)
  /// The peer asks us to call somebody else; refused with 603 when neither `acceptReferral` nor `rejectReferral` comes
  /// within 10 s. Only with `takesReferrals`.
  case referred(ReferralRequest)
  /// An INFO or OPTIONS of ours got its final response; 408 and 503 also stand for none.
  case answered(SIPMethod, SIPStatus)
  /// An INFO, already answered 200; `KeyPress` reads the keys it may carry.
  case infoReceived(SIPRequest)
  /// The leg is over.
  case ended(EndCause)
}

/// Why a leg is over.
public enum EndCause: Hashable, Sendable {
  /// The peer sent BYE; the values of its Reason headers.
  case remoteHangUp(reasons: [String])
  /// Our BYE is done, answered or not.
  case localHangUp
  /// We refused the call.
  case rejected(SIPStatus)
  /// No ACK came for a 200 within 64 · T1; BYE was sent, and this is told at once.
  case unacknowledged
  /// The connection of an unanswered call is gone, or could not be made.
  case transportLost
  /// Our call was refused, or redirected: `targets` says where to.
  case refused(CallRefusal)
  /// Another call took its place (RFC 3891).
  case replaced(by: LegID)
  /// A request of ours inside the call found no dialog, or nobody who answers: 481 or 408. BYE was sent, and this is told
  /// at once.
  case dialogLost(SIPStatus)
  /// No sign of life came within the session timer (RFC 4028 §10). BYE was sent, and this is told at once.
  case sessionExpired
  /// Nothing at all came back for our INVITE.
  case unanswered
}
