/// What WWW-Authenticate and Proxy-Authenticate ask for (RFC 3261 §22, RFC 7616 §3.3, RFC 8760).
public struct DigestChallenge: Hashable, Sendable {
  public var realm: String
  public var nonce: String
  public var opaque: String?
  public var algorithm: DigestAlgorithm
  /// True when the peer offers quality of protection `auth`; without it the old form of RFC 2069 is meant.
  public var offersAuth: Bool
  /// True when only the nonce was too old.
  public var isStale: Bool

  public init(
    realm: String, nonce: String, opaque: String? = nil, algorithm: DigestAlgorithm = .md5, offersAuth: Bool = true,
    isStale: Bool = false
  ) {
    self.realm = realm
    self.nonce = nonce
    self.opaque = opaque
    self.algorithm = algorithm
    self.offersAuth = offersAuth
    self.isStale = isStale
  }

  /// Reads a header value; nil when it is not Digest, lacks realm or nonce, or wants an algorithm or protection we do
  /// not have.
  public init?(_ text: String) {
    guard let fields = DigestFields(text), let realm = fields["realm"], let nonce = fields["nonce"],
      let algorithm = DigestAlgorithm(token: fields["algorithm"] ?? "MD5")
    else { return nil }
    let qualities = fields["qop"].map { FieldReader.elements(of: $0) }
    let offersAuth = qualities?.contains { $0.isSameToken(as: "auth") } ?? false
    guard qualities == nil || offersAuth else { return nil }
    self.init(
      realm: realm, nonce: nonce, opaque: fields["opaque"], algorithm: algorithm, offersAuth: offersAuth,
      isStale: fields["stale"]?.isSameToken(as: "true") ?? false)
  }

  /// The strongest challenge among header values that we can answer; the first of equals.
  public static func strongest(of values: [String]) -> DigestChallenge? {
    let challenges = values.compactMap { DigestChallenge($0) }
    for algorithm in DigestAlgorithm.allCases.reversed() {
      if let challenge = challenges.first(where: { $0.algorithm == algorithm }) { return challenge }
    }
    return nil
  }
}

extension DigestChallenge: CustomStringConvertible {
  public var description: String {
    var text = "Digest realm=\(FieldReader.quoted(realm)), nonce=\(FieldReader.quoted(nonce))"
    if let opaque { text += ", opaque=\(FieldReader.quoted(opaque))" }
    if isStale { text += ", stale=true" }
    text += ", algorithm=\(algorithm.rawValue)"
    if offersAuth { text += ", qop=\"auth\"" }
    return text
  }
}
