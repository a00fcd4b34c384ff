/// Where a message goes.
///
/// On UDP it leaves the socket of `flow` towards `address`. On a reliable transport it takes the connection of `flow`
/// while that lives, else a new connection to `address` (RFC 3261 §18.2.2), or to the servers that `lookup` finds.
public struct Destination: Hashable, Sendable {
  public var flow: Flow?
  public var transport: TransportProtocol
  public var address: HostPort
  /// What a new TLS connection to `address` must show; nil where the flow decides, or the service's own rule.
  public var security: TransportSecurity?
  /// The name to look up where no connection leads to the peer; `address` is for when it is not found (RFC 3263).
  public var lookup: ResolutionRequest?

  public init(
    flow: Flow?, transport: TransportProtocol, address: HostPort, security: TransportSecurity? = nil,
    lookup: ResolutionRequest? = nil
  ) {
    self.flow = flow
    self.transport = transport
    self.address = address
    self.security = security
    self.lookup = lookup
  }

  /// Back the way a message came.
  public init(_ flow: Flow) {
    self.init(flow: flow, transport: flow.transport, address: flow.remote)
  }
}
