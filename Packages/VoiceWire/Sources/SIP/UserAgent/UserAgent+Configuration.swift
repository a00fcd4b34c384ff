extension UserAgent {
  public struct Configuration: Hashable, Sendable {
    /// What Via and Contact of each transport say; without an entry, the local address of the flow.
    public var advertised: [TransportProtocol: HostPort]
    /// The value of Server and User-Agent.
    public var product: String
    /// The user part of Contact; nil for none.
    public var contactUser: String?
    public var timers: TransactionTimers
    /// More legs than this are answered 503.
    public var maximumLegs: Int
    /// More open server transactions than this are answered 503 and forgotten.
    public var maximumTransactions: Int
    /// What Retry-After says in a 503, in whole seconds.
    public var retryAfterSeconds: Int
    /// How often 180 is repeated, so that no proxy gives up (RFC 3261 §13.3.1.1); 60 s.
    public var ringInterval: Duration
    /// How often it is repeated to a caller who acknowledges it (RFC 3262 §3); 150 s.
    public var reliableRingInterval: Duration
    public var sessionTimer: SessionTimerPolicy
    /// True to hand the REFERs of peers to the product; otherwise they are answered 405.
    public var takesReferrals: Bool

    /// An INVITE of ours longer than this goes by TCP rather than UDP, in bytes (RFC 3261 §18.1.1).
    public var datagramLimit: Int = Destination.datagramLimit
    /// How long a server may be silent to an INVITE of ours before the next one is tried, where there is one; 5 s. The last
    /// has the 64 · T1 of RFC 3261 §17.1.1.2 (RFC 3263 §4.3 leaves the time to us).
    public var alternativeWait: Duration = .seconds(5)

    public init(
      advertised: [TransportProtocol: HostPort] = [:], product: String = "Trunkline", contactUser: String? = nil,
      timers: TransactionTimers = TransactionTimers(), maximumLegs: Int = 2_000, maximumTransactions: Int = 20_000,
      retryAfterSeconds: Int = 5, ringInterval: Duration = .seconds(60),
      reliableRingInterval: Duration = .seconds(150),
      sessionTimer: SessionTimerPolicy = SessionTimerPolicy(), takesReferrals: Bool = false
    ) {
      self.advertised = advertised
      self.product = product
      self.contactUser = contactUser
      self.timers = timers
      self.maximumLegs = maximumLegs
      self.maximumTransactions = maximumTransactions
      self.retryAfterSeconds = retryAfterSeconds
      self.ringInterval = ringInterval
      self.reliableRingInterval = reliableRingInterval
      self.sessionTimer = sessionTimer
      self.takesReferrals = takesReferrals
    }
  }
}
