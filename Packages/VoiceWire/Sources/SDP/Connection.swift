/// Where media is to be sent: the address of a `c=` line (RFC 8866 §5.7), without a multicast suffix.
public struct Connection: Equatable, Sendable {
  public var address: String

  public init(address: String) {
    self.address = address
  }

  /// Reads `IN IP4 address[/ttl]`. Nil when the address is missing; some gateways send the line without one.
  init?(parsing value: String) {
    let fields = value.split(separator: " ")
    guard fields.count >= 3, let address = fields[2].split(separator: "/").first else { return nil }
    self.address = String(address)
  }

  /// The old way to say hold: the unspecified address (RFC 3264 §8.4).
  var isUnspecified: Bool { address == "0.0.0.0" || address == "::" }

  var text: String { "IN \(Connection.family(of: address)) \(address)" }

  static func family(of address: String) -> String {
    address.utf8.contains(UInt8(ascii: ":")) ? "IP6" : "IP4"
  }
}
