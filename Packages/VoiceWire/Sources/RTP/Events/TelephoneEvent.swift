/// A named event of a telephone keypad (RFC 4733 §3.2): 0–9, `*`, `#`, A–D, and flash.
public struct TelephoneEvent: Hashable, Sendable, CustomStringConvertible {
  /// 0–16.
  public let code: UInt8

  /// Nil for codes that are no keys.
  public init?(code: UInt8) {
    guard code <= 16 else { return nil }
    self.code = code
  }

  /// The event of a key: `0`–`9`, `*`, `#`, `A`–`D` in either case.
  public init?(key: Character) {
    guard let code = Self.keys.firstIndex(of: Character(key.uppercased())) else { return nil }
    self.code = UInt8(code)
  }

  /// The character on the key; nil for flash.
  public var key: Character? { code < 16 ? Self.keys[Int(code)] : nil }

  public var description: String { key.map(String.init) ?? "flash" }

  private static var keys: [Character] { Array("0123456789*#ABCD") }
}
