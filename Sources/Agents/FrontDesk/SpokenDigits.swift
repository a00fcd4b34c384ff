/// Digits in what a caller says: written, or as words, with "double" and "triple".
enum SpokenDigits {
  /// The digits of `text` in order; everything else is passed over.
  static func `in`(_ text: String) -> String {
    var digits = ""
    var times = 1
    var tens: Int?
    func close() {
      if let waiting = tens { digits += String(waiting) }
      tens = nil
    }
    for word in SpokenWords.split(text) {
      if word == "double" || word == "triple" {
        close()
        times = word == "double" ? 2 : 3
        continue
      }
      if let unit = units[word] {
        if let waiting = tens, unit > 0 {
          digits += String(waiting + unit)
          tens = nil
        } else {
          close()
          digits += String(repeating: String(unit), count: times)
        }
      } else if let teen = teens[word] {
        close()
        digits += String(teen)
      } else if let ten = decades[word] {
        close()
        tens = ten
      } else {
        close()
        digits += word.filter { $0.isASCII && $0.isNumber }
      }
      times = 1
    }
    close()
    return digits
  }

  /// Groups of digits as they are read back: `415-555-0123`.
  static func grouped(_ digits: String) -> String {
    switch digits.count {
    case 10: "\(digits.prefix(3))-\(digits.dropFirst(3).prefix(3))-\(digits.suffix(4))"
    case 11: "\(digits.prefix(1))-\(digits.dropFirst().prefix(3))-\(digits.dropFirst(4).prefix(3))-\(digits.suffix(4))"
    case 7: "\(digits.prefix(3))-\(digits.suffix(4))"
    default:
      stride(from: 0, to: digits.count, by: 3).map { String(digits.dropFirst($0).prefix(3)) }.joined(separator: "-")
    }
  }

  private static let units = [
    "zero": 0, "oh": 0, "o": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9,
  ]
  private static let teens = [
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
  ]
  private static let decades = [
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
  ]
}
