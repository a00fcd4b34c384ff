/// Challenges callers and checks what they answer (RFC 3261 §22.4).
///
/// A nonce carries its time and a code only the secret can make, so that none has to be kept; only the counts of nonces
/// in use are, against replay.
public struct DigestAuthenticator: Sendable {
  public enum Verdict: Hashable, Sendable {
    case accepted(username: String)
    /// No credentials for our realm, or none that can be read.
    case absent
    /// Right password, but the nonce is too old or was used already: challenge again with `isStale`.
    case stale
    /// A nonce that is not ours, an unknown user or a wrong password.
    case refused
  }

  private let realm: String
  private let secret: [UInt8]
  private let algorithms: [DigestAlgorithm]
  private let nonceLifetime: Duration
  private let hash: DigestHash
  private var serial: UInt64 = 0
  private var counts: [String: (count: UInt32, until: Duration)] = [:]
  private let maximumCounts = 10_000

  /// `secret` is at least 16 random bytes; `algorithms` are offered in this order, strongest first (RFC 8760 §2.4).
  public init(
    realm: String, secret: [UInt8], algorithms: [DigestAlgorithm] = [.sha256, .md5],
    nonceLifetime: Duration = .seconds(300), hash: @escaping DigestHash
  ) {
    self.realm = realm
    self.secret = secret
    self.algorithms = algorithms
    self.nonceLifetime = nonceLifetime
    self.hash = hash
  }

  /// The values of WWW-Authenticate (401) or Proxy-Authenticate (407), one header each.
  public mutating func challenges(isStale: Bool = false, at now: Duration) -> [String] {
    serial &+= 1
    let stamp = String(max(0, now.components.seconds), radix: 16) + "-" + String(serial, radix: 16)
    let nonce = stamp + "-" + code(stamp)
    return algorithms.map {
      DigestChallenge(realm: realm, nonce: nonce, algorithm: $0, isStale: isStale).description
    }
  }

  /// Judges the request by its Authorization and Proxy-Authorization headers. `password` finds the password of a user
  /// name, nil for unknown users.
  public mutating func verify(
    _ request: SIPRequest, at now: Duration, password: (_ username: String) -> String?
  ) -> Verdict {
    let fields = request.headers.all("Authorization") + request.headers.all("Proxy-Authorization")
    var verdict = Verdict.absent
    for credentials in fields.compactMap({ DigestCredentials($0.value) }) where credentials.realm == realm {
      verdict = judge(credentials, request.method, at: now, password: password)
      if case .accepted = verdict { return verdict }
    }
    return verdict
  }

  private mutating func judge(
    _ credentials: DigestCredentials, _ method: SIPMethod, at now: Duration, password: (String) -> String?
  ) -> Verdict {
    let parts = credentials.nonce.utf8.split(separator: 0x2D, omittingEmptySubsequences: false).map { String($0) ?? "" }
    guard algorithms.contains(credentials.algorithm), parts.count == 3, let made = Int64(parts[0], radix: 16),
      made >= 0, made < 1 << 40, Self.areEqual(parts[2], code(parts[0] + "-" + parts[1])),
      let secret = password(credentials.username),
      Self.areEqual(
        credentials.response, credentials.expectedResponse(password: secret, method: method, hash: hash))
    else { return .refused }
    let until = Duration.seconds(made) + nonceLifetime
    guard now <= until else { return .stale }
    if let count = credentials.nonceCount {
      guard count > counts[credentials.nonce]?.count ?? 0 else { return .stale }
      if counts.count >= maximumCounts { counts = counts.filter { $0.value.until >= now } }
      // With all of them fresh, refusing one more is safer than forgetting one.
      guard counts.count < maximumCounts || counts[credentials.nonce] != nil else { return .stale }
      counts[credentials.nonce] = (count, until)
    }
    return .accepted(username: credentials.username)
  }

  /// HMAC with SHA-256 (RFC 2104) over stamp and realm, cut to 128 bits.
  private func code(_ stamp: String) -> String {
    var key = secret.count > 64 ? hash(.sha256, secret) : secret
    key.append(contentsOf: [UInt8](repeating: 0, count: max(0, 64 - key.count)))
    let inner = hash(.sha256, key.map { $0 ^ 0x36 } + Array("\(stamp):\(realm)".utf8))
    return HexText.encode(hash(.sha256, key.map { $0 ^ 0x5C } + inner).prefix(16))
  }

  // Takes the same time wherever the difference is.
  private static func areEqual(_ a: String, _ b: String) -> Bool {
    a.utf8.count == b.utf8.count && zip(a.utf8, b.utf8).reduce(0) { $0 | $1.0 ^ $1.1 } == 0
  }
}
