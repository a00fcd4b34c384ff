/// A transfer that we ask the peer of a call to make: a REFER (RFC 3515).
public struct Transfer: Hashable, Sendable {
  /// Whom the peer is to call; nil for the peer of `replacing`, at its Contact.
  public var target: NameAddress?
  /// The call of ours that the new one takes the place of, for an attended transfer (RFC 3891, RFC 5589 §7.1).
  public var replacing: LegID?
  /// Who asks (RFC 3892).
  public var referredBy: NameAddress?
  public var headers: SIPHeaders
  /// False to ask for no news of what comes of it (RFC 4488).
  public var wantsNews: Bool

  public init(
    target: NameAddress?, replacing: LegID? = nil, referredBy: NameAddress? = nil, headers: SIPHeaders = [:],
    wantsNews: Bool = true
  ) {
    self.target = target
    self.replacing = replacing
    self.referredBy = referredBy
    self.headers = headers
    self.wantsNews = wantsNews
  }
}
