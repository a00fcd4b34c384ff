/// Full stops that do not end a sentence, in English.
enum Abbreviations {
  private static let known: Set<String> = [
    "mr", "mrs", "ms", "dr", "prof", "st", "ave", "rd", "blvd", "apt", "no", "inc", "ltd", "co", "corp", "jr", "sr",
    "vs", "etc", "approx", "dept", "ext", "tel", "e.g", "i.e", "a.m", "p.m", "u.s", "mon", "tue", "tues", "wed",
    "thu", "thur", "thurs", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct",
    "nov", "dec",
  ]

  /// Whether the full stop with which `text` ends belongs to an abbreviation, an initial or the number of a list.
  static func ends(_ text: Substring) -> Bool {
    let word = text.dropLast().reversed().prefix { !$0.isWhitespace && $0 != "(" }.prefix(12)
    let last = String(word.reversed()).lowercased()
    if known.contains(last) { return true }
    if last.count == 1, let letter = last.first, letter.isLetter { return letter != "i" }
    // "1. Milk": a number at the very start of the text or line.
    let isNumber = !last.isEmpty && last.count <= 2 && last.allSatisfy { $0.isASCII && $0.isNumber }
    let before = text.dropLast(1 + last.count).last
    return isNumber && (before == nil || before?.isNewline == true)
  }
}
