/// A host name or address with a port.
public struct HostPort: Hashable, Sendable, CustomStringConvertible {
  /// IPv6 addresses without brackets.
  public var host: String
  public var port: Int

  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  public var description: String { "\(Self.bracketed(host)):\(port)" }

  /// True when the host needs no resolving: an IPv4 or IPv6 literal.
  public var isAddress: Bool {
    if host.utf8.contains(0x3A) { return true }
    let parts = host.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        part.count >= 1 && part.count <= 3 && part.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
          && part.reduce(0) { $0 * 10 + Int($1 &- 0x30) } <= 255
      }
  }

  /// True for an IPv6 literal.
  public var isIPv6: Bool { host.utf8.contains(0x3A) }

  static func bracketed(_ host: String) -> String {
    host.utf8.contains(0x3A) ? "[\(host)]" : host
  }
}
