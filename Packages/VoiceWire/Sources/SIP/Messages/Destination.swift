/// Where a message goes.
///
/// On UDP it leaves the socket of `flow` towards `address`. On a reliable transport it takes the connection of `flow`
/// while that lives, else a new connection to `address` (RFC 3261 §18.2.2).
public struct Destination: Hashable, Sendable {
  public var flow: Flow?
  public var transport: TransportProtocol
  public var address: HostPort
  /// What a new TLS connection to `address` must show; nil where the flow decides, or the service's own rule.
  public var security: TransportSecurity?

  public init(
    flow: Flow?, transport: TransportProtocol, address: HostPort, security: TransportSecurity? = nil
  ) {
    self.flow = flow
    self.transport = transport
    self.address = address
    self.security = security
  }

  /// Back the way a message came.
  public init(_ flow: Flow) {
    self.init(flow: flow, transport: flow.transport, address: flow.remote)
  }
}
