/// Writes ASN.1 values in their one binary form (X.690 DER), as far as a certificate needs them.
enum DistinguishedEncoding {
  static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    let count = content.count
    let length: [UInt8] =
      switch count {
      case ..<0x80: [UInt8(count)]
      case ..<0x100: [0x81, UInt8(count)]
      default: [0x82, UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
      }
    return [tag] + length + content
  }

  static func sequence(_ parts: [UInt8]...) -> [UInt8] { value(0x30, parts.flatMap { $0 }) }

  /// A whole number that is not negative, most significant byte first.
  static func integer(_ bytes: [UInt8]) -> [UInt8] {
    let short = Array(bytes.drop { $0 == 0 })
    return value(0x02, (short.first ?? 0x80) & 0x80 != 0 ? [0] + short : short)
  }

  static func identifier(_ encoded: [UInt8]) -> [UInt8] { value(0x06, encoded) }
  static func octets(_ content: [UInt8]) -> [UInt8] { value(0x04, content) }
  static func bits(_ content: [UInt8]) -> [UInt8] { value(0x03, [0] + content) }
  static func text(_ text: String) -> [UInt8] { value(0x0C, Array(text.utf8)) }

  /// Seconds since 1970: UTCTime until 2049, GeneralizedTime after (RFC 5280 §4.1.2.5).
  static func time(_ seconds: Int64) -> [UInt8] {
    let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
    let (year, month, day) = date(daysSince1970: days)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let clock = two(month) + two(day) + two(rest / 3_600) + two(rest / 60 % 60) + two(rest % 60) + "Z"
    return year < 2050 ? value(0x17, Array((two(year % 100) + clock).utf8)) : value(0x18, Array("\(year)\(clock)".utf8))
  }

  /// The Gregorian date, counted in years that begin in March.
  private static func date(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let fromMarch = (5 * dayOfYear + 2) / 153
    let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
  }
}
