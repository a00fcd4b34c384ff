/// What the product asks of a leg. A command that does not fit the state of the leg does nothing.
public enum LegCommand: Hashable, Sendable {
  /// Places a call. The leg must be new: `LegID.placed` gives names that no incoming leg gets.
  case place(OutgoingCall)
  /// Our answer to an offer that came in a response to an INVITE of ours: it goes in the PRACK or ACK.
  case sendAnswer(body: [UInt8])
  /// 180, repeated each minute until the answer. Not to a caller who insists on reliable ones and made no offer: the first
  /// of those would have to carry ours (RFC 3262 §5).
  case ring(headers: SIPHeaders = [:])
  /// Another provisional response, 183 with a description for early media for example. Reliable where the peer can, if
  /// wanted, and always where it insists (RFC 3262).
  case progress(SIPStatus, body: [UInt8] = [], headers: SIPHeaders = [:], isReliable: Bool = false)
  /// 200 with our session description.
  case answer(body: [UInt8], contentType: String = "application/sdp", headers: SIPHeaders = [:])
  /// Who we are to whoever challenges our requests inside the call, on a call to us above all (RFC 3261 §22). To be said
  /// at any time; without it 401 and 407 are final.
  case identify(DigestIdentity)
  /// How certificates are checked where a TLS connection has to be opened anew for a call to us; without it as the service
  /// is configured.
  case verify(CertificateCheck)
  /// A final refusal, 300 or more.
  case reject(SIPStatus, reason: String? = nil, headers: SIPHeaders = [:])
  /// Another offer by re-INVITE: hold, resume, other media. Without a body the peer makes the offer, and `sendAnswer`
  /// is due. Waits its turn when another change is on its way.
  case reinvite(body: [UInt8] = [], headers: SIPHeaders = [:])
  /// Another offer by UPDATE, or without a body a refreshed target (RFC 3311).
  case update(body: [UInt8] = [], headers: SIPHeaders = [:])
  /// 200 to the re-INVITE, UPDATE or PRACK of `reoffered`.
  case answerReoffer(body: [UInt8])
  case rejectReoffer(SIPStatus, headers: SIPHeaders = [:])
  /// An INFO with a body.
  case info(body: [UInt8], contentType: String, headers: SIPHeaders = [:])
  /// A key of the keypad, by INFO.
  case press(KeyPress, KeyPress.Format)
  /// OPTIONS inside the call: whether the peer still knows it.
  case probe
  /// Asks the peer to call somebody else, by REFER; one at a time.
  case transfer(Transfer)
  /// 202 to the REFER of `referred`; `reportReferral` then tells how it goes, a final status last.
  case acceptReferral
  case rejectReferral(SIPStatus = 603)
  case reportReferral(SIPStatus, phrase: String? = nil)
  /// BYE; CANCEL when a call of ours, or 480 when a call to us, was not answered. After a 200 the BYE waits for the ACK (RFC 3261 §15).
  case hangUp(headers: SIPHeaders = [:])
}
