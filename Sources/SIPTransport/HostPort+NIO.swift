internal import NIOCore
internal import SIP

extension HostPort {
  /// Nil for addresses that are not of the internet.
  init?(_ address: SocketAddress) {
    guard let host = address.ipAddress, let port = address.port else { return nil }
    self.init(host: host, port: port)
  }
}

extension NIODeadline {
  /// Time since the loop's own epoch, as the user agent counts it.
  var sinceEpoch: Duration { .nanoseconds(Int64(clamping: uptimeNanoseconds)) }

  init(sinceEpoch duration: Duration) {
    let (seconds, attoseconds) = duration.components
    self = .uptimeNanoseconds(
      UInt64(clamping: seconds) &* 1_000_000_000 &+ UInt64(clamping: attoseconds / 1_000_000_000))
  }
}
