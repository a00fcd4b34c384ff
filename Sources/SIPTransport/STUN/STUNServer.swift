/// A server that tells us from where it sees us (RFC 5389).
public struct STUNServer: Hashable, Sendable {
  /// A name or an address.
  public var host: String
  public var port: Int
  /// The time to the first repeat of an unanswered question; it is given up after 79 times as much.
  public var interval: Duration

  public init(host: String, port: Int = 3_478, interval: Duration = .milliseconds(100)) {
    self.host = host
    self.port = port
    self.interval = interval
  }
}
