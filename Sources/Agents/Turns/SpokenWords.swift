/// Words as a recogniser writes them.
enum SpokenWords {
  /// Lower case, without punctuation at their ends; hyphens part words.
  static func split(_ text: String) -> [String] {
    text.lowercased().split { $0.isWhitespace || "-–—,;:!?\"()".contains($0) }.compactMap { word in
      let bare = word.reversed().drop { ".'…”’".contains($0) }.reversed().drop { "'.…“‘".contains($0) }
      return bare.isEmpty ? nil : String(bare).replacing("’", with: "'")
    }
  }

  /// The same text, however it is written: for comparing.
  static func normalized(_ text: String) -> String { split(text).joined(separator: " ") }

  /// How many digits a word stands for; nil when it is no number.
  static func digitCount(_ word: String) -> Int? {
    if word.allSatisfy({ $0.isASCII && $0.isNumber }) { return word.count }
    return switch word {
    case "zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine": 1
    case "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
      "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety":
      2
    case "double", "triple": 0
    default: nil
    }
  }
}
