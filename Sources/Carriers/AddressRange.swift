import Glibc

/// An IPv4 or IPv6 address or CIDR range, like `203.0.113.7`, `54.172.60.0/30` or `2001:db8::/32`.
public struct AddressRange: Hashable, Sendable, LosslessStringConvertible {
  /// 4 or 16 bytes; bits beyond the prefix are zero.
  private let bytes: [UInt8]
  public let prefixLength: Int

  /// Nil when it is neither an address nor a range. Host bits in a range are dropped: `10.0.0.7/8` is `10.0.0.0/8`.
  /// IPv4-mapped ranges (`::ffff:10.0.0.0/104`) are the IPv4 ranges they map.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = parts.first, let (bytes, mappedBits) = Self.read(String(address)) else { return nil }
    var prefix = bytes.count * 8
    if parts.count == 2 {
      guard let length = Int(parts[1]), (mappedBits...prefix + mappedBits).contains(length), !parts[1].hasPrefix("+")
      else { return nil }
      prefix = length - mappedBits
    }
    self.bytes = Self.masked(bytes, to: prefix)
    prefixLength = prefix
  }

  /// Whether the address lies in the range. IPv4-mapped IPv6 addresses (`::ffff:192.0.2.1`) count as IPv4; a zone
  /// (`fe80::1%eth0`) is passed over.
  public func contains(_ address: String) -> Bool {
    let plain = String(address.prefix { $0 != "%" })
    guard let (other, _) = Self.read(plain), other.count == bytes.count else { return false }
    return Self.masked(other, to: prefixLength) == bytes
  }

  public var description: String {
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    _ = bytes.withUnsafeBytes { inet_ntop(family, $0.baseAddress, &buffer, socklen_t(buffer.count)) }
    let end = buffer.firstIndex(of: 0) ?? buffer.endIndex
    let address = String(decoding: buffer[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return prefixLength == bytes.count * 8 ? address : "\(address)/\(prefixLength)"
  }

  /// The bytes, and how many bits stood before them in an IPv4-mapped address.
  private static func read(_ address: String) -> (bytes: [UInt8], mappedBits: Int)? {
    var four = [UInt8](repeating: 0, count: 4)
    if inet_pton(AF_INET, address, &four) == 1 { return (four, 0) }
    var sixteen = [UInt8](repeating: 0, count: 16)
    guard inet_pton(AF_INET6, address, &sixteen) == 1 else { return nil }
    let mapped = sixteen[..<10].allSatisfy { $0 == 0 } && sixteen[10] == 0xFF && sixteen[11] == 0xFF
    return mapped ? (Array(sixteen[12...]), 96) : (sixteen, 0)
  }

  private static func masked(_ bytes: [UInt8], to prefix: Int) -> [UInt8] {
    bytes.enumerated().map { index, byte in
      let kept = min(max(prefix - index * 8, 0), 8)
      return kept == 0 ? 0 : byte & (0xFF << (8 - kept))
    }
  }
}

extension AddressRange: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let range = AddressRange(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "must be an IPv4 or IPv6 address or CIDR range, like 203.0.113.0/24")
    }
    self = range
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
