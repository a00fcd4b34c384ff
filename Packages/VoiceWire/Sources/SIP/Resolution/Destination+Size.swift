extension Destination {
  /// Datagrams longer than this travel better by TCP (RFC 3261 §18.1.1), in bytes.
  public static let datagramLimit = 1_300

  /// Where a request of this length goes: what is too long for a datagram by TCP first, and by UDP all the same when
  /// the peer takes no connection.
  public func carrying(_ length: Int, limit: Int = datagramLimit) -> [Destination] {
    guard transport == .udp, length > limit else { return [self] }
    let stream = flow.map { Flow(transport: .tcp, local: $0.local, remote: address) }
    return [Destination(flow: stream, transport: .tcp, address: address), self]
  }
}
