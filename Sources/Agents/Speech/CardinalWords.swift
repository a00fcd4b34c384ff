/// Whole numbers in English words.
enum CardinalWords {
  /// `1250` as "one thousand two hundred fifty"; up to 999,999,999,999, larger ones as their digits.
  static func of(_ number: Int) -> String {
    guard (0..<1_000_000_000_000).contains(number) else { return String(number) }
    if number == 0 { return "zero" }
    var words: [String] = []
    var rest = number
    for (size, name) in [(1_000_000_000, "billion"), (1_000_000, "million"), (1000, "thousand")] where rest >= size {
      words.append(belowThousand(rest / size) + " " + name)
      rest %= size
    }
    if rest > 0 { words.append(belowThousand(rest)) }
    return words.joined(separator: " ")
  }

  /// `21` as "twenty first".
  static func ordinal(of number: Int) -> String {
    var words = of(number).split(separator: " ").map(String.init)
    guard let last = words.popLast() else { return "" }
    let ending: String
    if let irregular = irregularOrdinals[last] {
      ending = irregular
    } else if last.hasSuffix("y") {
      ending = last.dropLast() + "ieth"
    } else {
      ending = last + "th"
    }
    return (words + [ending]).joined(separator: " ")
  }

  private static func belowThousand(_ number: Int) -> String {
    var words: [String] = []
    if number >= 100 { words.append(small[number / 100] + " hundred") }
    let rest = number % 100
    if rest >= 20 {
      words.append(tens[rest / 10])
      if rest % 10 > 0 { words.append(small[rest % 10]) }
    } else if rest > 0 {
      words.append(small[rest])
    }
    return words.joined(separator: " ")
  }

  private static let small = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
  ]
  private static let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
  private static let irregularOrdinals = [
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
  ]
}
