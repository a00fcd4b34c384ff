/// An IPv4 or IPv6 address as bits, read without asking the system. IPv4-mapped IPv6 addresses (RFC 4291 §2.5.5.2) are
/// the IPv4 addresses they map.
public struct NetworkAddress: Hashable, Sendable {
  let isIPv6: Bool
  /// The address in the upper bits: 32 of them for IPv4.
  let bits: UInt128

  private init(isIPv6: Bool, bits: UInt128) {
    self.isIPv6 = isIPv6
    self.bits = bits
  }

  /// Nil when the text is no address. A zone (`%eth0`) is passed over.
  init?(_ text: String) {
    var bytes = Array(text.utf8.prefix(64))
    if let zone = bytes.firstIndex(of: 0x25) { bytes.removeSubrange(zone...) }
    guard bytes.contains(0x3A) else {
      guard let four = Self.four(bytes[...]) else { return nil }
      self.init(isIPv6: false, bits: UInt128(four) << 96)
      return
    }
    guard let sixteen = Self.sixteen(bytes) else { return nil }
    if sixteen >> 32 == 0xFFFF {
      self.init(isIPv6: false, bits: sixteen << 96)
    } else {
      self.init(isIPv6: true, bits: sixteen)
    }
  }

  /// The whole of what one customer of a network provider has: an IPv4 address, or an IPv6 /64. Nil when the text is no
  /// address.
  public init?(customerOf text: String) {
    guard let address = NetworkAddress(text) else { return nil }
    self = address.isIPv6 ? address.network(64) : address
  }

  /// The first `length` bits, the others zero.
  func network(_ length: Int) -> NetworkAddress {
    let kept = min(max(length, 0), 128)
    return NetworkAddress(isIPv6: isIPv6, bits: kept == 0 ? 0 : bits & (UInt128.max << UInt128(128 - kept)))
  }

  private static func four(_ text: ArraySlice<UInt8>) -> UInt32? {
    let parts = text.split(separator: 0x2E, omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var value: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.count), part.allSatisfy({ $0.isDigit }) else { return nil }
      let octet = part.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - 0x30) }
      guard octet <= 255 else { return nil }
      value = value << 8 | octet
    }
    return value
  }

  /// Eight groups, one run of which `::` may stand for; the last two may be an IPv4 address (RFC 4291 §2.2).
  private static func sixteen(_ text: [UInt8]) -> UInt128? {
    var groups: [UInt16] = []
    var gap: Int?
    var index = 0
    if text.starts(with: [0x3A, 0x3A]) {
      gap = 0
      index = 2
    }
    while index < text.count {
      let end = text[index...].firstIndex(of: 0x3A) ?? text.count
      let part = text[index..<end]
      if end == text.count, part.contains(0x2E) {
        guard let four = four(part) else { return nil }
        groups += [UInt16(four >> 16), UInt16(truncatingIfNeeded: four)]
        index = end
        break
      }
      guard (1...4).contains(part.count) else { return nil }
      var group: UInt16 = 0
      for byte in part {
        guard let digit = byte.hexDigit else { return nil }
        group = group << 4 | UInt16(digit)
      }
      groups.append(group)
      index = end
      guard index < text.count else { break }
      index += 1
      if index < text.count, text[index] == 0x3A {
        guard gap == nil else { return nil }
        gap = groups.count
        index += 1
      } else if index == text.count {
        return nil
      }
    }
    guard gap == nil ? groups.count == 8 : groups.count < 8 else { return nil }
    let zeros = Array(repeating: UInt16(0), count: 8 - groups.count)
    groups.insert(contentsOf: zeros, at: gap ?? groups.count)
    return groups.reduce(0) { $0 << 16 | UInt128($1) }
  }
}
