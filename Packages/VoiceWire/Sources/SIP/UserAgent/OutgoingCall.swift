/// A call that the product wants placed.
public struct OutgoingCall: Hashable, Sendable {
  /// The Request-URI: who is called.
  public var target: SIPURI
  /// Who calls. A tag is put on it.
  public var from: NameAddress
  /// What To says; nil for the target.
  public var to: NameAddress?
  /// Our session description; empty to let the peer make the offer (RFC 3261 §13.2.1).
  public var offer: [UInt8]
  /// P-Asserted-Identity, Privacy, Diversion, User-to-User, X- headers: whatever the INVITE should say besides.
  public var headers: SIPHeaders
  /// A preset route, nearest first, an outbound proxy among them (RFC 3261 §8.1.1.1).
  public var routes: [NameAddress]
  /// Where the INVITE goes, resolved. Via and Contact speak of the address advertised for its transport, else of the
  /// local address of its flow; a flow with connection 0 takes whatever connection leads to the address.
  public var destination: Destination
  /// Where else it may go, best first, when nobody answers there or the answer is 503 (RFC 3263 §4.3).
  public var alternatives: [Destination]
  /// Answers challenges; without it 401 and 407 end the call.
  public var identity: DigestIdentity?
  /// The call that the peer should end in favour of this one (RFC 3891).
  public var replaces: Replaces?
  /// Nil for one made here.
  public var callID: String?

  public init(
    target: SIPURI, from: NameAddress, to: NameAddress? = nil, offer: [UInt8], headers: SIPHeaders = [:],
    routes: [NameAddress] = [], destination: Destination, alternatives: [Destination] = [],
    identity: DigestIdentity? = nil, replaces: Replaces? = nil, callID: String? = nil
  ) {
    self.target = target
    self.from = from
    self.to = to
    self.offer = offer
    self.headers = headers
    self.routes = routes
    self.destination = destination
    self.alternatives = alternatives
    self.identity = identity
    self.replaces = replaces
    self.callID = callID
  }
}
