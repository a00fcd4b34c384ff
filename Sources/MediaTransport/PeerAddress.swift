/// An address and port that datagrams come from and go to, IPv4 or IPv6.
public struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
  /// The first 64 bits of the address, in host order.
  public let high: UInt64
  /// The last 64 bits. An IPv4 address is the last 32 of them behind 16 ones (RFC 4291 §2.5.5.2).
  public let low: UInt64
  public let port: UInt16

  private static let mapped: UInt64 = 0xFFFF_0000_0000

  public init(high: UInt64, low: UInt64, port: UInt16) {
    self.high = high
    self.low = low
    self.port = port
  }

  /// An IPv4 address, in host order.
  public init(address: UInt32, port: UInt16) {
    self.init(high: 0, low: Self.mapped | UInt64(address), port: port)
  }

  /// Nil unless `host` is an address; names are not looked up here.
  public init?(host: String, port: UInt16) {
    guard let (high, low) = AddressText.read(host) else { return nil }
    self.init(high: high, low: low, port: port)
  }

  public var isIPv4: Bool { high == 0 && low >> 32 == Self.mapped >> 32 }

  /// Whether datagrams can be sent there: not the unspecified address, not port zero.
  public var isSpecified: Bool { port != 0 && (high != 0 || low & ~Self.mapped != 0) }

  /// Another port of the same host.
  public func at(port: UInt16) -> PeerAddress { PeerAddress(high: high, low: low, port: port) }

  public func hasHost(of other: PeerAddress?) -> Bool { high == other?.high && low == other?.low }

  public var description: String {
    let host = AddressText.write(high: high, low: low)
    return isIPv4 ? "\(host):\(port)" : "[\(host)]:\(port)"
  }
}
