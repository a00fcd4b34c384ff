/// Where a message goes.
///
/// On UDP it leaves the socket of `flow` towards `address`. On a reliable transport it takes the connection of `flow`
/// while that lives, else a new connection to `address` (RFC 3261 §18.2.2).
public struct Destination: Hashable, Sendable {
  public var flow: Flow?
  public var transport: TransportProtocol
  public var address: HostPort

  public init(flow: Flow?, transport: TransportProtocol, address: HostPort) {
    self.flow = flow
    self.transport = transport
    self.address = address
  }

  /// Back the way a message came.
  public init(_ flow: Flow) {
    self.init(flow: flow, transport: flow.transport, address: flow.remote)
  }
}
