/// A Binding request or its response: what finds the address that address translation gives us, and keeps it
/// (RFC 5389, RFC 5626 §3.5.2).
public struct STUNMessage: Hashable, Sendable {
  public enum Kind: UInt16, Hashable, Sendable {
    case bindingRequest = 0x0001
    case bindingResponse = 0x0101
    case bindingError = 0x0111
  }

  private static let magicCookie: [UInt8] = [0x21, 0x12, 0xA4, 0x42]
  private static let mappedAddressType: UInt16 = 0x0001
  private static let errorCodeType: UInt16 = 0x0009
  private static let unknownAttributesType: UInt16 = 0x000A
  private static let xorMappedAddressType: UInt16 = 0x0020

  public var kind: Kind
  /// 12 bytes that pair a response with its request.
  public var transaction: [UInt8]
  /// Where the request came from, as the server saw it.
  public var mappedAddress: HostPort?
  /// Attributes of a request that we must understand and do not (RFC 5389 §7.3.1).
  public private(set) var unknownAttributes: [UInt16] = []

  public init(_ kind: Kind, transaction: [UInt8], mappedAddress: HostPort? = nil) {
    precondition(transaction.count == 12, "a STUN transaction is named by 12 bytes")
    self.kind = kind
    self.transaction = transaction
    self.mappedAddress = mappedAddress
  }

  /// True when a datagram on a SIP port is STUN: SIP never begins with such a byte (RFC 5626 §8).
  public static func isLikely(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.count >= 20 && (bytes.first ?? 0xFF) < 4 && bytes.dropFirst(4).starts(with: magicCookie)
  }

  /// Nil when the bytes are no Binding message.
  public init?(_ bytes: [UInt8]) {
    guard Self.isLikely(bytes), let kind = Kind(rawValue: UInt16(bytes[0]) << 8 | UInt16(bytes[1])) else { return nil }
    let length = Int(bytes[2]) << 8 | Int(bytes[3])
    guard length.isMultiple(of: 4), bytes.count == 20 + length else { return nil }
    self.kind = kind
    transaction = Array(bytes[8..<20])
    var index = 20
    while index + 4 <= bytes.count {
      let type = UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
      let size = Int(bytes[index + 2]) << 8 | Int(bytes[index + 3])
      guard index + 4 + size <= bytes.count else { return nil }
      take(type, bytes[(index + 4)..<(index + 4 + size)])
      index += 4 + (size + 3) & ~3
    }
  }

  private mutating func take(_ type: UInt16, _ value: ArraySlice<UInt8>) {
    switch type {
    case Self.xorMappedAddressType: mappedAddress = Self.address(value, mask: Self.magicCookie + transaction)
    case Self.mappedAddressType: mappedAddress = mappedAddress ?? Self.address(value, mask: [])
    case Self.errorCodeType, Self.unknownAttributesType: break
    // Types below 0x8000 must be understood.
    case 0..<0x8000: unknownAttributes.append(type)
    default: break
    }
  }

  /// The bytes, without credentials and fingerprint.
  public func serialized() -> [UInt8] {
    var attributes: [UInt8] = []
    if let mappedAddress, let address = IPAddressText.bytes(mappedAddress.host) {
      let port = UInt16(truncatingIfNeeded: mappedAddress.port)
      var value: [UInt8] = [0, address.count == 4 ? 1 : 2]
      value += Self.masked([UInt8(port >> 8), UInt8(port & 0xFF)], Self.magicCookie)
      value += Self.masked(address, Self.magicCookie + transaction)
      attributes += Self.attribute(Self.xorMappedAddressType, value)
    }
    if kind == .bindingError {
      attributes += Self.attribute(Self.errorCodeType, [0, 0, 4, 20] + Array("Unknown Attribute".utf8))
      attributes += Self.attribute(
        Self.unknownAttributesType, unknownAttributes.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
    }
    return Self.number(kind.rawValue) + Self.number(UInt16(attributes.count)) + Self.magicCookie + transaction
      + attributes
  }

  /// What a server says to this request: the address it came from, or 420 for what is not understood
  /// (RFC 5389 §7.3.1).
  public func response(from source: HostPort) -> STUNMessage? {
    guard kind == .bindingRequest else { return nil }
    guard unknownAttributes.isEmpty else {
      var error = STUNMessage(.bindingError, transaction: transaction)
      error.unknownAttributes = Array(unknownAttributes.prefix(8))
      return error
    }
    return STUNMessage(.bindingResponse, transaction: transaction, mappedAddress: source)
  }

  private static func address(_ value: ArraySlice<UInt8>, mask: [UInt8]) -> HostPort? {
    let bytes = Array(value)
    guard bytes.count >= 4 else { return nil }
    let port = masked(Array(bytes[2..<4]), mask)
    let address = masked(Array(bytes[4...]), mask)
    let number = Int(port[0]) << 8 | Int(port[1])
    switch (bytes[1], address.count) {
    case (1, 4): return HostPort(host: IPAddressText.ipv4(address), port: number)
    case (2, 16): return HostPort(host: IPAddressText.ipv6(address), port: number)
    default: return nil
    }
  }

  private static func masked(_ bytes: [UInt8], _ mask: [UInt8]) -> [UInt8] {
    bytes.enumerated().map { index, byte in index < mask.count ? byte ^ mask[index] : byte }
  }

  private static func number(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }

  private static func attribute(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
    number(type) + number(UInt16(value.count)) + value + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
  }
}
