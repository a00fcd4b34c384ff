/// Words with digits in them, in English.
enum SpokenNumber {
  /// Nil: the synthesizer reads it well enough as it is.
  static func of(_ word: String) -> String? {
    if let money = money(word) { return money }
    if word.hasSuffix("%"), let percent = decimal(word.dropLast()) { return percent + " percent" }
    if let telephone = telephone(word) { return telephone }
    if let time = time(word) { return time }
    if let ordinal = ordinal(word) { return ordinal }
    if word.contains("-"), let range = range(word) { return range }
    if letterless(word), word.count >= 5 || serviceNumbers.contains(word) { return spelled(word) }
    if let pair = pair(word) { return pair }
    if let plain = decimal(word[...]) { return plain }
    return isCode(word) ? spelled(word) : nil
  }

  static func letterless(_ word: String) -> Bool { !word.isEmpty && word.allSatisfy { $0.isASCII && $0.isNumber } }

  /// Letter by letter and digit by digit: `A7B-29X` as "A, 7, B, 2, 9, X".
  static func spelled(_ word: String) -> String {
    let groups = word.split(whereSeparator: { "-/_.".contains($0) }).map { group in
      group.map { digitNames[$0] ?? String($0).uppercased() }.joined(separator: " ")
    }
    return groups.joined(separator: ", ")
  }

  /// `$1,250.50` as "one thousand two hundred fifty dollars and fifty cents".
  private static func money(_ word: String) -> String? {
    guard let sign = word.first, let unit = currencies[sign] else { return nil }
    let parts = word.dropFirst().filter { $0 != "," }.split(separator: ".", omittingEmptySubsequences: false)
    guard let first = parts.first, let whole = number(first), parts.count <= 2 else { return nil }
    let major = "\(CardinalWords.of(whole)) \(whole == 1 ? unit.one : unit.many)"
    guard parts.count == 2 else { return major }
    guard parts[1].count == 2, let cents = number(parts[1]) else { return nil }
    if cents == 0 { return major }
    let minor = "\(CardinalWords.of(cents)) \(cents == 1 ? unit.smallOne : unit.smallMany)"
    return whole == 0 ? minor : "\(major) and \(minor)"
  }

  /// Seven or more digits with a plus, dashes, dots or brackets between, or ten and more in one row.
  private static func telephone(_ word: String) -> String? {
    guard word.allSatisfy({ ($0.isASCII && $0.isNumber) || "+-.()".contains($0) }) else { return nil }
    let groups = word.split(whereSeparator: { "+-.()".contains($0) })
    let digits = groups.reduce(0) { $0 + $1.count }
    let isGrouped = groups.count >= 3 || (groups.count == 2 && digits == 7 && !word.contains("."))
    guard digits >= 7, isGrouped || word.hasPrefix("+") || digits >= 10 else { return nil }
    let plus = word.hasPrefix("+") ? "plus " : ""
    let shown = groups.count == 1 ? grouped(groups[0]) : groups.map(String.init)
    return plus + shown.map { $0.compactMap { digitNames[$0] }.joined(separator: " ") }.joined(separator: ", ")
  }

  /// Ten digits in the rhythm in which they are said, a country code of one digit first.
  private static func grouped(_ digits: Substring) -> [String] {
    let text = String(digits)
    guard text.count == 10 || text.count == 11 else {
      return stride(from: 0, to: text.count, by: 3).map { String(text.dropFirst($0).prefix(3)) }
    }
    let national = text.suffix(10)
    let country = text.count == 11 ? [String(text.prefix(1))] : []
    return country + [String(national.prefix(3)), String(national.dropFirst(3).prefix(3)), String(national.suffix(4))]
  }

  /// `9:30`, `9:05am`, `14:00`, `9am`.
  private static func time(_ word: String) -> String? {
    var rest = word.lowercased()[...]
    var half = ""
    for (suffix, said) in [("am", " a m"), ("a.m", " a m"), ("pm", " p m"), ("p.m", " p m")]
    where rest.hasSuffix(suffix) {
      rest = rest.dropLast(suffix.count)
      half = said
      break
    }
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    guard let first = parts.first, first.count <= 2, let hour = number(first), hour < 25 else { return nil }
    if parts.count == 1 { return half.isEmpty ? nil : CardinalWords.of(hour) + half }
    guard parts.count == 2, parts[1].count == 2, let minute = number(parts[1]), minute < 60 else { return nil }
    if minute == 0 { return CardinalWords.of(hour) + (half.isEmpty ? (hour > 12 ? " hundred" : " o'clock") : half) }
    return CardinalWords.of(hour) + (minute < 10 ? " oh " : " ") + CardinalWords.of(minute) + half
  }

  /// `9-5` as "9 to 5".
  private static func range(_ word: String) -> String? {
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.count <= 4 && !$0.isEmpty }) else { return nil }
    let said = parts.compactMap { decimal($0) ?? time(String($0)) }
    return said.count == 2 ? said.joined(separator: " to ") : nil
  }

  /// Years and other numbers of four digits, said in pairs: `1999` as "nineteen ninety nine".
  private static func pair(_ word: String) -> String? {
    guard word.count == 4, letterless(word), let value = Int(word) else { return nil }
    guard (1100...1999).contains(value) || (2010...2099).contains(value) else { return nil }
    let rest = value % 100
    let first = CardinalWords.of(value / 100)
    if rest == 0 { return first + " hundred" }
    return first + (rest < 10 ? " oh " : " ") + CardinalWords.of(rest)
  }

  /// `21st` up to `99th`.
  private static func ordinal(_ word: String) -> String? {
    guard ["st", "nd", "rd", "th"].contains(where: word.hasSuffix), let value = number(word.dropLast(2)) else {
      return nil
    }
    return CardinalWords.ordinal(of: value)
  }

  /// `1,250` and `3.14`; nil with a leading zero, which is a code, and beyond twelve digits.
  private static func decimal(_ word: Substring) -> String? {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2 else { return nil }
    let whole = first.filter { $0 != "," }
    guard whole.count == 1 || whole.first != "0", let value = number(whole[...]) else { return nil }
    guard parts.count == 2 else { return CardinalWords.of(value) }
    guard number(parts[1]) != nil else { return nil }
    return "\(CardinalWords.of(value)) point \(parts[1].compactMap { digitNames[$0] }.joined(separator: " "))"
  }

  /// Letters and digits mixed, or digits with a leading zero: an order number, a plate, a postcode.
  private static func isCode(_ word: String) -> Bool {
    guard word.count >= 2, word.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-/_.".contains($0)) })
    else { return false }
    let letters = word.filter(\.isLetter)
    return letters.allSatisfy(\.isUppercase) || letters.count <= 2
  }

  private static func number(_ digits: Substring) -> Int? {
    guard !digits.isEmpty, digits.count <= 12, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return Int(digits)
  }

  private static let serviceNumbers: Set<String> = ["211", "311", "411", "511", "711", "811", "911"]

  private struct Currency {
    let one: String, many: String, smallOne: String, smallMany: String
  }
  private static let currencies: [Character: Currency] = [
    "$": Currency(one: "dollar", many: "dollars", smallOne: "cent", smallMany: "cents"),
    "€": Currency(one: "euro", many: "euros", smallOne: "cent", smallMany: "cents"),
    "£": Currency(one: "pound", many: "pounds", smallOne: "penny", smallMany: "pence"),
  ]

  private static let digitNames: [Character: String] = [
    "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven",
    "8": "eight", "9": "nine",
  ]
}
