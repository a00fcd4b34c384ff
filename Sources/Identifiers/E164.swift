/// A telephone number in the international form of ITU-T E.164: a plus sign, then 7 to 15 digits that do not begin
/// with zero.
public struct E164: Hashable, Comparable, Sendable, LosslessStringConvertible {
  /// With the plus sign.
  public let description: String

  /// Nil unless `text` is exactly a plus sign and 7 to 15 digits.
  public init?(_ text: String) {
    let bytes = text.utf8
    guard bytes.first == UInt8(ascii: "+"), (8...16).contains(bytes.count) else { return nil }
    let digits = bytes.dropFirst()
    guard digits.first != UInt8(ascii: "0"), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    description = text
  }

  /// Reads the forms in which carriers and PBXs write a dialled number: `+14155550123`, `0014155550123`,
  /// `14155550123`, `4155550123` or `0301234567` (national), with spaces, dots, dashes and brackets anywhere.
  ///
  /// - Parameter countryCode: of the place whose national form is assumed when there is no sign of an
  ///   international one, without plus, like `1` or `49`; nil accepts international forms only.
  public init?(dialled text: String, countryCode: String? = nil) {
    let allowed = text.filter { !" .-()\u{00A0}/".contains($0) }
    if let number = E164(allowed) {
      self = number
      return
    }
    guard !allowed.isEmpty, allowed.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    for candidate in Self.internationalForms(of: allowed, countryCode: countryCode) {
      if let number = E164(candidate) {
        self = number
        return
      }
    }
    return nil
  }

  /// The number without its plus sign.
  public var digits: String { String(description.dropFirst()) }

  public static func < (a: E164, b: E164) -> Bool { a.description < b.description }

  private static func internationalForms(of digits: String, countryCode: String?) -> [String] {
    if digits.hasPrefix("00") { return ["+" + digits.dropFirst(2)] }
    if digits.hasPrefix("011"), countryCode == "1" { return ["+" + digits.dropFirst(3)] }
    guard let countryCode else { return ["+" + digits] }
    if countryCode == "1", digits.utf8.count == 10 { return ["+1" + digits] }
    if digits.hasPrefix("0") { return ["+" + countryCode + digits.dropFirst()] }
    return ["+" + digits]
  }
}

extension E164: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let number = E164(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "must be E.164, like +14155550123")
    }
    self = number
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
