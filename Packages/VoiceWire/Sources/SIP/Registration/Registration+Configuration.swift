extension Registration {
  public struct Configuration: Hashable, Sendable {
    /// Where we register: the Request-URI.
    public var registrar: SIPURI
    /// Whom we register: To and From.
    public var addressOfRecord: SIPURI
    /// Preset Route, for an outbound proxy.
    public var routes: [NameAddress]
    /// How many places can be tried for one attempt; the owner knows what they are. At least 1.
    public var destinationCount: Int
    /// The lifetime we ask for; the registrar decides.
    public var expires: Duration
    /// Longest wait between attempts that nobody answered (RFC 5626 §4.5), 30 minutes.
    public var longestWait: Duration
    /// Wait after a refusal that a repeat will not change, 15 minutes.
    public var refusedWait: Duration

    public init(
      registrar: SIPURI, addressOfRecord: SIPURI, routes: [NameAddress] = [], destinationCount: Int = 1,
      expires: Duration = .seconds(600), longestWait: Duration = .seconds(1800), refusedWait: Duration = .seconds(900)
    ) {
      self.registrar = registrar
      self.addressOfRecord = addressOfRecord
      self.routes = routes
      self.destinationCount = max(1, destinationCount)
      self.expires = expires
      self.longestWait = longestWait
      self.refusedWait = refusedWait
    }
  }
}
