/// A host, as a description names it, and a port.
public struct MediaAddress: Hashable, Sendable, CustomStringConvertible {
  /// An IPv4 or IPv6 address in text; rarely a host name.
  public var host: String
  public var port: UInt16

  public init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  public var description: String { "\(host):\(port)" }
}
