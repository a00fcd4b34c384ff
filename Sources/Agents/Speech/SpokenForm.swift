/// A text as a person would say it, for synthesizers that read letter by letter what they do not know: telephone
/// numbers digit by digit, money and percentages in words, codes spelled, addresses and URLs with their signs named.
///
/// English only; other languages pass through.
public enum SpokenForm {
  /// - Parameter language: BCP 47.
  public static func of(_ text: String, language: String) -> String {
    guard language.lowercased().hasPrefix("en") else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: true).joinedTelephoneNumbers()
      .map { spoken(word: $0) }.joined(separator: " ")
  }

  private static func spoken(word: String) -> String {
    let opening = word.prefix { "\"'“‘([".contains($0) }
    let closing = word.dropFirst(opening.count).reversed().prefix { "\"'”’)],;:!?.".contains($0) }
    let middle = String(word.dropFirst(opening.count).dropLast(closing.count))
    guard !middle.isEmpty else { return word }
    return opening + (expanded(middle) ?? middle) + String(closing.reversed())
  }

  private static func expanded(_ word: String) -> String? {
    if word.contains("@"), word.contains(".") { return SpokenAddress.email(word) }
    if SpokenAddress.isURL(word) { return SpokenAddress.url(word) }
    if let range = daysOrHours(word) { return range }
    if word.contains(where: { $0.isASCII && $0.isNumber }) { return SpokenNumber.of(word) }
    if word == "&" { return "and" }
    return nil
  }

  /// `Mon-Fri` as "Monday to Friday", a single `Mon` as "Monday".
  private static func daysOrHours(_ word: String) -> String? {
    let parts = word.split(whereSeparator: { "-–".contains($0) }).map(String.init)
    let days = parts.compactMap { Self.days[$0] }
    guard days.count == parts.count, !days.isEmpty, word.count > 3 || days.count == 1 else { return nil }
    return days.joined(separator: " to ")
  }

  // "Sun" and "Sat" alone are words, so single days are taken only from those that are not.
  private static let days: [String: String] = [
    "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Thurs": "Thursday",
    "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday",
  ]
}

extension Sequence<Substring> {
  /// Words of a telephone number written with spaces become one word: `+1 (415) 555-0123`.
  fileprivate func joinedTelephoneNumbers() -> [String] {
    var result: [String] = []
    var number: [Substring] = []
    func isPart(_ word: Substring) -> Bool {
      let allowed = word.allSatisfy { ($0.isASCII && $0.isNumber) || "+()-.".contains($0) }
      return allowed && word.contains { $0.isNumber }
    }
    func flush(into result: inout [String]) {
      let digits = number.joined().filter { $0.isNumber }.count
      let startsLikeOne = number.first.map { $0.hasPrefix("+") || $0.hasPrefix("(") || $0.count == 3 } ?? false
      if number.count > 1, digits >= 7, startsLikeOne {
        result.append(number.map { $0.filter { !"()".contains($0) } }.joined(separator: "-"))
      } else {
        result += number.map(String.init)
      }
      number = []
    }
    for word in self {
      if isPart(word) {
        number.append(word)
      } else {
        // The last group may carry the sentence's stop.
        let bare = word.prefix { ($0.isASCII && $0.isNumber) || $0 == "-" }
        if !number.isEmpty, bare.count >= 2, word.dropFirst(bare.count).allSatisfy({ ".,;:!?".contains($0) }) {
          number.append(word)
          flush(into: &result)
        } else {
          flush(into: &result)
          result.append(String(word))
        }
      }
    }
    flush(into: &result)
    return result
  }
}
