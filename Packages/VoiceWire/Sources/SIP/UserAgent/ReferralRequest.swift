/// A transfer that the peer asks of us: its REFER, read (RFC 3515 §2.1).
public struct ReferralRequest: Hashable, Sendable {
  public var request: SIPRequest
  /// Whom we are to call, without the headers its URI carried.
  public var target: NameAddress
  /// The dialog that the new call takes the place of (RFC 3891).
  public var replaces: Replaces?
  /// Who asks (RFC 3892).
  public var referredBy: NameAddress?
  /// False when the peer wants to hear nothing of it (RFC 4488).
  public var wantsNews: Bool

  init(_ request: SIPRequest) throws(SIPRejection) {
    let targets = request.headers.elements("Refer-To")
    guard targets.count == 1, let text = targets.first else { throw SIPRejection(400, "One Refer-To Expected") }
    guard var target = NameAddress(text) else { throw SIPRejection(400, "Malformed Refer-To") }
    switch target.uri.scheme {
    case .sip, .sips, .tel: break
    case .other: throw SIPRejection(416)
    }
    if let text = target.uri.headers["Replaces"] {
      guard let replaces = Replaces(FieldReader.unescaped(text)) else { throw SIPRejection(400, "Malformed Replaces") }
      self.replaces = replaces
    }
    target.uri.headers = SIPParameters()
    self.request = request
    self.target = target
    referredBy = request.headers["Referred-By"].flatMap { NameAddress($0) }
    wantsNews = !(request.headers["Refer-Sub"]?.lowercased().hasPrefix("false") ?? false)
  }
}
