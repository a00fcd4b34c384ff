/// An IPv4 address and port that datagrams come from and go to.
public struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
  /// In host order.
  public var address: UInt32
  public var port: UInt16

  public init(address: UInt32, port: UInt16) {
    self.address = address
    self.port = port
  }

  /// Nil unless `host` is four decimal numbers; names are not looked up here.
  public init?(host: String, port: UInt16) {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var address: UInt32 = 0
    for part in parts {
      guard part.utf8.count <= 3, part.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let byte = UInt8(part) else {
        return nil
      }
      address = address << 8 | UInt32(byte)
    }
    self.init(address: address, port: port)
  }

  /// Whether datagrams can be sent there: not the unspecified address, not port zero.
  public var isSpecified: Bool { address != 0 && port != 0 }

  public var description: String {
    "\(address >> 24).\(address >> 16 & 0xFF).\(address >> 8 & 0xFF).\(address & 0xFF):\(port)"
  }
}
