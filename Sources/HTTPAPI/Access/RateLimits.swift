/// How many requests a key may make: so many a second in the long run, and so many at once after a pause.
public struct RateLimit: Hashable, Sendable {
  public var perSecond: Int
  public var burst: Int

  /// Both from 1.
  public init(perSecond: Int, burst: Int) {
    self.perSecond = max(1, perSecond)
    self.burst = max(1, burst)
  }
}

/// The limits of every key; nil is none. Each node of a server counts for itself.
public struct RateLimits: Hashable, Sendable {
  /// All requests.
  public var requests: RateLimit?
  /// Calls placed, which count as requests too.
  public var calls: RateLimit?

  public init(
    requests: RateLimit? = RateLimit(perSecond: 50, burst: 100),
    calls: RateLimit? = RateLimit(perSecond: 10, burst: 20)
  ) {
    self.requests = requests
    self.calls = calls
  }

  public static let none = RateLimits(requests: nil, calls: nil)
}
