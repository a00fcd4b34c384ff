/// The way a message came: a local socket and a peer, or one connection.
public struct Flow: Hashable, Sendable {
  public var transport: TransportProtocol
  public var local: HostPort
  public var remote: HostPort
  /// Tells connections apart; 0 on UDP.
  public var connection: UInt64

  public init(transport: TransportProtocol, local: HostPort, remote: HostPort, connection: UInt64 = 0) {
    self.transport = transport
    self.local = local
    self.remote = remote
    self.connection = connection
  }
}
