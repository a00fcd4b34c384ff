/// Limits what each source on the internet can make us do, at the same small cost for every message and within a fixed
/// amount of memory.
///
/// Each source, an IPv4 address or an IPv6 /64, has an allowance that messages use up and time refills. Who has used it
/// up is refused, and who goes on gets silence until the allowance is half full again; scanners get silence at once.
/// Networks of configured trunks are never limited. A table of sources forgets at random when it is full, and takes in
/// only so many new ones in a second, so that forged source addresses gain little.
public struct Strangers: Sendable {
  public enum Verdict: Hashable, Sendable {
    case answer
    /// Answer 503 and keep nothing.
    case refuse
    case silence
  }

  /// How often each was the outcome, since the start.
  public struct Counts: Hashable, Sendable {
    public var answered = 0
    public var refused = 0
    public var silenced = 0
    /// Among the silenced: messages of programs known to scan.
    public var scanners = 0
    public var garbage = 0
    /// Sources forgotten to make room.
    public var forgotten = 0

    public init() {}
  }

  private struct Source: Sendable {
    var network: NetworkAddress
    /// Below zero when more was asked for than there was.
    var allowance: Double
    var seenAt: Duration
    var silentUntil: Duration
    var isSilenced: Bool
    /// It was shown to belong to somebody we know.
    var isWelcome = false
  }

  public let configuration: Configuration
  public private(set) var counts = Counts()
  private var trusted: NetworkSet
  private var sources: [Source] = []
  private var places: [NetworkAddress: Int] = [:]
  private var newcomers: (allowance: Double, seenAt: Duration)
  private var random: any RandomNumberGenerator & Sendable

  public init(
    configuration: Configuration = Configuration(), trusted: NetworkSet = NetworkSet([]),
    random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
  ) {
    self.configuration = configuration
    self.trusted = trusted
    self.random = random
    newcomers = (configuration.newSourcesPerSecond, .zero)
  }

  /// The networks that are never limited, from now on.
  public mutating func trust(_ networks: NetworkSet) {
    trusted = networks
  }

  /// How many sources are remembered.
  public var sourceCount: Int { sources.count }

  /// What to do with a message from an address.
  public mutating func judge(_ glance: MessageGlance, from host: String, at now: Duration) -> Verdict {
    if glance.kind == .garbage { counts.garbage += 1 }
    guard let source = stranger(host) else {
      counts.answered += 1
      return .answer
    }
    if glance.isScanner { counts.scanners += 1 }
    let verdict = weigh(Self.cost(of: glance), isScanner: glance.isScanner, source, at: now)
    switch verdict {
    case .answer: counts.answered += 1
    case .refuse: counts.refused += 1
    case .silence: counts.silenced += 1
    }
    return verdict
  }

  /// False when a connection from an address is to be closed at once. It costs the source as much as a message does, and
  /// where a TLS handshake follows, which is the dearest thing a stranger can ask for, as much as garbage.
  public mutating func admits(isSecure: Bool, from host: String, at now: Duration) -> Bool {
    guard let source = stranger(host) else { return true }
    return weigh(isSecure ? 8 : 1, isScanner: false, source, at: now) == .answer
  }

  /// True for trusted networks, and for sources that were welcomed and are remembered.
  public func knows(_ host: String) -> Bool {
    guard let source = stranger(host) else { return true }
    return places[source].map { sources[$0].isWelcome } ?? false
  }

  /// The address has shown that it belongs to somebody we know: what it used up is forgiven.
  public mutating func welcome(_ host: String) {
    guard let place = NetworkAddress(customerOf: host).flatMap({ places[$0] }) else { return }
    sources[place].allowance = configuration.allowance
    sources[place].silentUntil = .zero
    sources[place].isSilenced = false
    sources[place].isWelcome = true
  }

  /// What is counted for an address; nil when it is trusted, or none.
  private func stranger(_ host: String) -> NetworkAddress? {
    guard let address = NetworkAddress(host), !trusted.contains(address) else { return nil }
    return NetworkAddress(customerOf: host)
  }

  private mutating func weigh(
    _ cost: Double, isScanner: Bool, _ network: NetworkAddress, at now: Duration
  ) -> Verdict {
    guard let place = places[network] ?? admit(network, at: now) else { return .silence }
    var source = sources[place]
    defer { sources[place] = source }
    let gained = (now - source.seenAt).inSeconds * configuration.refillPerSecond
    source.allowance = min(source.allowance + max(gained, 0), configuration.allowance)
    source.seenAt = max(now, source.seenAt)
    if isScanner { source.silentUntil = now + configuration.scannerSilence }
    // Debt is bounded, so that who stops is heard again after a while.
    source.allowance = max(source.allowance - cost, -configuration.allowance)
    guard now >= source.silentUntil else { return .silence }
    if source.isSilenced {
      guard source.allowance >= configuration.allowance / 2 else { return .silence }
      source.isSilenced = false
    }
    if source.allowance >= 0 { return .answer }
    if source.allowance >= -configuration.allowance / 10 { return .refuse }
    source.isSilenced = true
    return .silence
  }

  /// Garbage costs more than a request, and what follows in a call less.
  private static func cost(of glance: MessageGlance) -> Double {
    switch glance.kind {
    case .following: 1
    case .opening: 4
    case .garbage: 8
    }
  }

  /// A place for a source that is not remembered; nil when too many came at once.
  private mutating func admit(_ network: NetworkAddress, at now: Duration) -> Int? {
    let rate = configuration.newSourcesPerSecond
    let gained = (now - newcomers.seenAt).inSeconds * rate
    newcomers = (min(newcomers.allowance + max(gained, 0), rate * 4), max(now, newcomers.seenAt))
    guard newcomers.allowance >= 1 else { return nil }
    newcomers.allowance -= 1
    let source = Source(
      network: network, allowance: configuration.allowance, seenAt: now, silentUntil: .zero, isSilenced: false)
    guard sources.count >= configuration.maximumSources else {
      sources.append(source)
      places[network] = sources.count - 1
      return sources.count - 1
    }
    // Of a few at random, the one that is owed the most time goes.
    let drawn = (0..<4).map { _ in Int(random.next() % UInt64(sources.count)) }
    let place = drawn.max { sources[$0].allowance < sources[$1].allowance } ?? 0
    places[sources[place].network] = nil
    counts.forgotten += 1
    sources[place] = source
    places[network] = place
    return place
  }
}

extension Duration {
  fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
