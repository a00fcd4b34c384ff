/// What one peer, and all of them together, may take of us.
public struct ConnectionLimits: Hashable, Sendable {
  /// Connections open at once; more are closed as they come.
  public var maximumConnections: Int
  /// The longest message in bytes.
  public var maximumMessageLength: Int
  /// A connection without a call is closed after this long in silence.
  public var idleTimeout: Duration
  /// A message must be whole this long after its first byte.
  public var messageTimeout: Duration
  /// How long a connection of ours may take to open.
  public var connectTimeout: Duration

  public init(
    maximumConnections: Int = 1_000, maximumMessageLength: Int = 65_535, idleTimeout: Duration = .seconds(600),
    messageTimeout: Duration = .seconds(10), connectTimeout: Duration = .seconds(4)
  ) {
    self.maximumConnections = maximumConnections
    self.maximumMessageLength = maximumMessageLength
    self.idleTimeout = idleTimeout
    self.messageTimeout = messageTimeout
    self.connectTimeout = connectTimeout
  }
}
