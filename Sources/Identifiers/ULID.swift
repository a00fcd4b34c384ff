/// A 128-bit identifier that sorts by the time it was made: 48 bits of milliseconds since 1970, 80 random bits
/// (the ULID specification). Written as 26 upper-case Crockford base-32 characters; read in either case.
public struct ULID: Hashable, Comparable, Sendable, LosslessStringConvertible {
  public let high: UInt64
  public let low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// - Parameters:
  ///   - milliseconds: since 1970-01-01 UTC; only the low 48 bits count.
  ///   - random: 80 bits are taken from it.
  public init(milliseconds: UInt64, random: inout some RandomNumberGenerator) {
    high = (milliseconds << 16) | UInt64(UInt16.random(in: .min ... .max, using: &random))
    low = UInt64.random(in: .min ... .max, using: &random)
  }

  /// Milliseconds since 1970-01-01 UTC at which it was made.
  public var milliseconds: UInt64 { high >> 16 }

  public static func < (a: ULID, b: ULID) -> Bool { (a.high, a.low) < (b.high, b.low) }

  /// Nil unless `text` is 26 Crockford base-32 characters that fit 128 bits. I, L and O are not read as 1 and 0:
  /// an id is copied, not dictated.
  public init?(_ text: String) {
    guard text.utf8.count == 26 else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for (index, character) in text.utf8.enumerated() {
      guard let value = Self.value(of: character), index > 0 || value < 8 else { return nil }
      high = (high << 5) | (low >> 59)
      low = (low << 5) | value
    }
    self.init(high: high, low: low)
  }

  public var description: String {
    var high = high
    var low = low
    var characters = [UInt8](repeating: 0, count: 26)
    for index in stride(from: 25, through: 0, by: -1) {
      characters[index] = Self.alphabet[Int(low & 31)]
      low = (low >> 5) | (high << 59)
      high >>= 5
    }
    return String(decoding: characters, as: UTF8.self)
  }

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  private static func value(of character: UInt8) -> UInt64? {
    let upper = (0x61...0x7A).contains(character) ? character - 0x20 : character
    return alphabet.firstIndex(of: upper).map { UInt64($0) }
  }
}

extension ULID: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let ulid = ULID(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a ULID of 26 characters")
    }
    self = ulid
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
