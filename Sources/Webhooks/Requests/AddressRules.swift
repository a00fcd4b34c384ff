import Glibc

/// Which addresses a request of a customer's may go to. Nobody may use the server to reach what only the server can
/// reach: this machine, its network, a cloud's metadata service.
public struct AddressRules: Hashable, Sendable {
  /// Whether private addresses may be reached too.
  public var allowsPrivate: Bool

  public init(allowsPrivate: Bool) { self.allowsPrivate = allowsPrivate }

  /// - Parameter address: in its text form.
  public func allows(_ address: String) -> Bool { allowsPrivate || Self.isPublic(address) }

  /// Unicast addresses of the internet at large (the IANA special-purpose registries of RFC 6890 name the others).
  static func isPublic(_ address: String) -> Bool {
    var four = in_addr()
    if inet_pton(AF_INET, address, &four) == 1 {
      return withUnsafeBytes(of: &four) { isPublic(four: Array($0)) }
    }
    var six = in6_addr()
    guard inet_pton(AF_INET6, address, &six) == 1 else { return false }
    return withUnsafeBytes(of: &six) { isPublic(six: Array($0)) }
  }

  private static func isPublic(four bytes: [UInt8]) -> Bool {
    switch (bytes[0], bytes[1], bytes[2]) {
    case (0, _, _), (10, _, _), (127, _, _), (169, 254, _), (192, 168, _): false
    case (100, 64...127, _), (172, 16...31, _): false
    case (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _), (198, 51, 100), (203, 0, 113): false
    case (224..., _, _): false
    default: true
    }
  }

  private static func isPublic(six bytes: [UInt8]) -> Bool {
    // Addresses that stand for an IPv4 address: mapped, translated (NAT64, RFC 6052) and 6to4 (RFC 3056).
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    let translated: [UInt8] = [0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
    if bytes.starts(with: mapped) || bytes.starts(with: translated) { return isPublic(four: Array(bytes[12...])) }
    if bytes[0] == 0x20, bytes[1] == 0x02 { return isPublic(four: Array(bytes[2..<6])) }
    // Documentation (RFC 3849), and the protocols' own 2001::/23, Teredo among them.
    if bytes[..<4] == [0x20, 0x01, 0x0D, 0xB8] || bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 2 { return false }
    // Only 2000::/3 is handed out.
    return bytes[0] & 0xE0 == 0x20
  }
}
