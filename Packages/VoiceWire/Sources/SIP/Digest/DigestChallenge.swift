/// What WWW-Authenticate and Proxy-Authenticate ask for (RFC 3261 §22, RFC 7616 §3.3, RFC 8760).
public struct DigestChallenge: Hashable, Sendable {
  public var realm: String
  public var nonce: String
  public var opaque: String?
  public var algorithm: DigestAlgorithm
  /// True for the `-sess` variant of the algorithm.
  public var isSession: Bool
  /// What the peer offers of what we know, in its order; empty means the old form of RFC 2069.
  public var qualities: [DigestQuality]
  /// True when only the nonce was too old.
  public var isStale: Bool

  public init(
    realm: String, nonce: String, opaque: String? = nil, algorithm: DigestAlgorithm = .md5, isSession: Bool = false,
    qualities: [DigestQuality] = [.auth], isStale: Bool = false
  ) {
    self.realm = realm
    self.nonce = nonce
    self.opaque = opaque
    self.algorithm = algorithm
    self.isSession = isSession
    self.qualities = qualities
    self.isStale = isStale
  }

  /// Reads a header value; nil when it is not Digest, lacks realm or nonce, or wants an algorithm or protection we do
  /// not have.
  public init?(_ text: String) {
    guard let fields = DigestFields(text), let realm = fields["realm"], let nonce = fields["nonce"],
      let (algorithm, isSession) = DigestAlgorithm.read(fields["algorithm"] ?? "MD5")
    else { return nil }
    let offered = fields["qop"].map { FieldReader.elements(of: $0) }
    let qualities = (offered ?? []).compactMap { DigestQuality(token: $0) }
    // The session variants hash the client's nonce, which the old form does not carry.
    guard !qualities.isEmpty || (offered == nil && !isSession) else { return nil }
    self.init(
      realm: realm, nonce: nonce, opaque: fields["opaque"], algorithm: algorithm, isSession: isSession,
      qualities: qualities, isStale: fields["stale"]?.isSameToken(as: "true") ?? false)
  }

  /// What we answer with: `auth` where it is offered, because elements on the way may change bodies.
  var chosenQuality: DigestQuality? { qualities.contains(.auth) ? .auth : qualities.first }

  /// The strongest challenge among header values that we can answer; the first of equals (RFC 8760 §2.4). Values that
  /// cannot be read are passed over.
  public static func strongest(of values: [String]) -> DigestChallenge? {
    strongest(of: values.compactMap { DigestChallenge($0) })
  }

  static func strongest(of challenges: [DigestChallenge]) -> DigestChallenge? {
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
    text += ", algorithm=\(algorithm.token(isSession: isSession))"
    if !qualities.isEmpty { text += ", qop=\"\(qualities.map(\.rawValue).joined(separator: ","))\"" }
    return text
  }
}
