/// A question to the domain name system (RFC 1035 §4.1.2).
public struct DNSQuestion: Hashable, Sendable {
  public enum Kind: UInt16, Hashable, Sendable {
    /// An IPv4 address (RFC 1035 §3.4.1).
    case a = 1
    /// An IPv6 address (RFC 3596).
    case aaaa = 28
    /// A server for a service (RFC 2782).
    case srv = 33
    /// A rule to the next name (RFC 3403).
    case naptr = 35
  }

  /// In lower case, without the last dot.
  public var name: String
  public var kind: Kind

  public init(_ name: String, _ kind: Kind) {
    let name = name.lowercased()
    self.name = name.hasSuffix(".") ? String(name.dropLast()) : name
    self.kind = kind
  }
}
