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
  private let qualities: [DigestQuality]
  private let nonceLifetime: Duration
  private let hash: DigestHash
  private var serial: UInt64 = 0
  private var counts: [String: (count: UInt32, until: Duration)] = [:]
  private let maximumCounts = 10_000

  /// `secret` is at least 16 random bytes; `algorithms` are offered in this order, strongest first (RFC 8760 §2.4).
  /// Every quality of protection is taken, whichever are offered.
  public init(
    realm: String, secret: [UInt8], algorithms: [DigestAlgorithm] = [.sha256, .md5],
    qualities: [DigestQuality] = [.auth], nonceLifetime: Duration = .seconds(300), hash: @escaping DigestHash
  ) {
    self.realm = realm
    self.secret = secret
    self.algorithms = algorithms
    self.qualities = qualities
    self.nonceLifetime = nonceLifetime
    self.hash = hash
  }

  /// The values of WWW-Authenticate (401) or Proxy-Authenticate (407), one header each.
  public mutating func challenges(isStale: Bool = false, at now: Duration) -> [String] {
    serial &+= 1
    let stamp = String(max(0, now.components.seconds), radix: 16) + "-" + String(serial, radix: 16)
    let nonce = stamp + "-" + code(stamp)
    return algorithms.map {
      DigestChallenge(realm: realm, nonce: nonce, algorithm: $0, qualities: qualities, isStale: isStale).description
    }
  }

  /// Judges the request by its Authorization and Proxy-Authorization headers. `password` finds the password of a user
  /// name, nil for unknown users.
  public mutating func verify(
    _ request: SIPRequest, at now: Duration, password: (_ username: String) -> String?
  ) -> Verdict {
    let fields = request.headers.all("Authorization") + request.headers.all("Proxy-Authorization")
    var verdict = Verdict.absent
    let ours = fields.lazy.compactMap { DigestCredentials($0.value) }.filter { [realm] in $0.realm == realm }
    for credentials in ours.prefix(Self.maximumCredentials) {
      verdict = judge(credentials, request, at: now, password: password)
      if case .accepted = verdict { return verdict }
    }
    return verdict
  }

  /// One for each algorithm; more than this of our realm in one request are not looked at, so that the cost is bounded.
  private static let maximumCredentials = DigestAlgorithm.allCases.count + 1

  private mutating func judge(
    _ credentials: DigestCredentials, _ request: SIPRequest, at now: Duration, password: (String) -> String?
  ) -> Verdict {
    let parts = credentials.nonce.utf8.split(separator: 0x2D, omittingEmptySubsequences: false).map { String($0) ?? "" }
    guard algorithms.contains(credentials.algorithm), parts.count == 3, let made = Int64(parts[0], radix: 16),
      made >= 0, made < 1 << 40, Self.areEqual(parts[2], code(parts[0] + "-" + parts[1]))
    else { return .refused }
    let secret = password(credentials.username)
    // Unknown users cost as much time as wrong passwords.
    let expected = credentials.expectedResponse(
      password: secret ?? "", method: request.method, body: request.body, hash: hash)
    guard Self.areEqual(credentials.response, expected), secret != nil, Self.covers(credentials.uri, request.uri)
    else { return .refused }
    let until = Duration.seconds(made) + nonceLifetime
    guard now <= until else { return .stale }
    guard use(credentials.nonce, credentials.protection?.nonceCount, until: until, at: now) else { return .stale }
    return .accepted(username: credentials.username)
  }

  /// Counts a use of a nonce; false when this use, or a later one, was seen before. Without a count a nonce is good once.
  private mutating func use(_ nonce: String, _ count: UInt32?, until: Duration, at now: Duration) -> Bool {
    let last = counts[nonce]?.count ?? 0
    let count = count ?? (last == 0 ? UInt32.max : 0)
    guard count > last else { return false }
    if counts.count >= maximumCounts { counts = counts.filter { $0.value.until >= now } }
    // With all of them fresh, refusing one more is safer than forgetting one.
    guard counts.count < maximumCounts || counts[nonce] != nil else { return false }
    counts[nonce] = (count, until)
    return true
  }

  /// Whether credentials for `written` speak of a request to `uri` (RFC 3261 §22.4, RFC 7616 §3.4.6).
  ///
  /// The hash covers what the client wrote, so nobody on the way can change that; what is compared here is whether the
  /// request still goes where the client wanted it. Who is called decides that, so user parts must be equal, with or
  /// without a leading `+`. Host, port, scheme and parameters are free: proxies rewrite them, and nothing here is
  /// chosen by them. A URI without a user, as registrations have it and SIPp writes it for calls too
  /// (`sip:198.51.100.1:5060`), names nobody in particular and is taken.
  static func covers(_ written: String, _ uri: SIPURI) -> Bool {
    guard let named = SIPURI(written) else { return written == "\(uri)" }
    guard let user = named.decodedUser else { return true }
    func callee(_ user: String) -> Substring {
      let number = user.prefix { $0 != ";" }
      return number.hasPrefix("+") ? number.dropFirst() : number
    }
    return uri.decodedUser.map { callee($0) == callee(user) } ?? false
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
