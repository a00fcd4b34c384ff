/// What one peer, and all of them together, may take of us.
public struct ConnectionLimits: Hashable, Sendable {
  /// Connections open at once; more are closed as they come.
  public var maximumConnections: Int
  /// Connections that one address, or IPv6 /64, may have open to us at once; more are closed as they come.
  public var maximumPerSource: Int
  /// The same for one that we do not know. All of these together may take half of `maximumConnections`.
  public var maximumPerStranger: Int
  /// The longest message in bytes.
  public var maximumMessageLength: Int
  /// A connection without a call is closed after this long in silence.
  public var idleTimeout: Duration
  /// A connection of somebody we do not know is closed so long after it came, pings or not, unless a call or a registration
  /// needs it.
  public var strangerTimeout: Duration
  /// A message must be whole this long after its first byte, and a handshake this long after its connection.
  public var messageTimeout: Duration
  /// How long a connection of ours may take to open.
  public var connectTimeout: Duration
  /// How often a connection of ours is pinged while it is silent (RFC 5626 §4.4.1); nil for never.
  public var pingInterval: Duration?
  /// A peer that has answered pings before must answer one within this time (RFC 5626 §4.4.1).
  public var pongTimeout: Duration

  public init(
    maximumConnections: Int = 1_000, maximumPerSource: Int = 100, maximumPerStranger: Int = 20,
    maximumMessageLength: Int = 65_535, idleTimeout: Duration = .seconds(600),
    strangerTimeout: Duration = .seconds(30), messageTimeout: Duration = .seconds(10),
    connectTimeout: Duration = .seconds(4), pingInterval: Duration? = .seconds(95),
    pongTimeout: Duration = .seconds(10)
  ) {
    self.maximumConnections = maximumConnections
    self.maximumPerSource = maximumPerSource
    self.maximumPerStranger = maximumPerStranger
    self.maximumMessageLength = maximumMessageLength
    self.idleTimeout = idleTimeout
    self.strangerTimeout = strangerTimeout
    self.messageTimeout = messageTimeout
    self.connectTimeout = connectTimeout
    self.pingInterval = pingInterval
    self.pongTimeout = pongTimeout
  }
}
