/// Where a trunk's requests go: a host name, an IPv4 address or a bracketed IPv6 address, with or without a port
/// (hostport of RFC 3261 §25.1).
public struct SIPAddress: Hashable, Sendable, LosslessStringConvertible {
  /// Without brackets.
  public let host: String
  public let port: Int?
  public let description: String

  /// Nil for anything else: a scheme, a user part, parameters, spaces, a port outside 1–65535.
  public init?(_ text: String) {
    guard text.utf8.count <= 260 else { return nil }
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      let inner = String(text[text.index(after: text.startIndex)..<end])
      guard inner.contains(":"), !inner.contains("/"), AddressRange(inner) != nil else { return nil }
      guard let port = Self.port(text[text.index(after: end)...]) else { return nil }
      host = inner
      self.port = port.number
    } else {
      let end = text.firstIndex(of: ":") ?? text.endIndex
      guard Self.isHost(text[..<end]), let port = Self.port(text[end...]) else { return nil }
      host = String(text[..<end])
      self.port = port.number
    }
    description = text
  }

  /// The host and port of a `sip:` or `sips:` URI with a user part or none; nil for anything else.
  public init?(uri: String) {
    guard uri.utf8.count <= 1000, uri.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x3C && $0 != 0x3E }),
      let scheme = ["sip:", "sips:"].first(where: { uri.lowercased().hasPrefix($0) })
    else { return nil }
    let rest = uri.dropFirst(scheme.count).prefix { $0 != "?" }
    let address = rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
    self.init(String(address.prefix { $0 != ";" }))
  }

  /// - Parameter text: empty, or a colon and digits.
  private static func port(_ text: Substring) -> (number: Int?, Void)? {
    if text.isEmpty { return (nil, ()) }
    let digits = text.dropFirst()
    guard text.hasPrefix(":"), !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(digits), (1...65535).contains(number)
    else { return nil }
    return (number, ())
  }

  private static func isHost(_ text: Substring) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= 253, labels.allSatisfy(isLabel) else { return false }
    // A name that ends in a number is an IPv4 address or a mistake (RFC 3696 §2).
    guard let last = labels.last, last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return true }
    return !text.contains("/") && AddressRange(String(text)) != nil
  }

  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
      && label.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x2D || byte == 0x5F
      }
  }
}
