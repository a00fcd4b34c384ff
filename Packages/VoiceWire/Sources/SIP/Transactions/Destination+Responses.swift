extension Destination {
  /// Where the response to a request goes: the connection it came by, else where Via, `received` and `rport` say
  /// (RFC 3261 §18.2.2, RFC 3581 §4).
  ///
  /// `maddr` is not followed: it would let a stranger aim our responses at a third party.
  public init(respondingTo via: Via, over flow: Flow) {
    let host = flow.remote.host
    let port = flow.transport.isReliable ? via.port : via.parameters.contains("rport") ? flow.remote.port : via.port
    self.init(
      flow: flow, transport: flow.transport,
      address: HostPort(host: host, port: port ?? flow.transport.defaultPort))
  }
}
