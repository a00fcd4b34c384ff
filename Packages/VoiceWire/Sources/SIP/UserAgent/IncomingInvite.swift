/// The peer's INVITE while it has no final response.
struct IncomingInvite: Sendable {
  enum Agreement: Sendable {
    /// Offer and answer are still to be exchanged.
    case open
    /// They were exchanged in reliable provisional responses.
    case agreed
  }

  /// What tells the caller that it still rings, and when to say it again (RFC 3261 §13.3.1.1).
  var ringing: (response: SIPResponse, resendAt: Duration)?
  var reliable: ReliableProvisionals
  var agreement: Agreement = .open
  /// The 200, while a reliable provisional response with a session description waits for its PRACK (RFC 3262 §3).
  var answer: SIPResponse?

  init(reliable: ReliableProvisionals) {
    self.reliable = reliable
  }

  /// True while the first reliable provisional response would have to carry our offer, because the INVITE had none
  /// (RFC 3261 §13.2.1, RFC 3262 §5).
  func owesOffer(_ request: SIPRequest) -> Bool {
    agreement == .open && !reliable.holdsDescription && SIPMessage.request(request).sessionDescription == nil
  }

  var deadline: Duration? {
    [ringing?.resendAt, reliable.deadline].compactMap { $0 }.min()
  }
}
