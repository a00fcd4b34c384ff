/// Text as it can be spoken: without the Markdown, emoji and brackets that language models like to write.
enum PlainText {
  /// Whether there is anything in `text` to say: a letter or a digit.
  static func isSpeakable(_ text: String) -> Bool { text.contains { $0.isLetter || $0.isNumber } }

  static func strip(_ text: String) -> String {
    var line = text.trimmingWhitespace()
    // A heading, a quotation, a bullet.
    while let first = line.first, "#>*-•".contains(first) {
      let rest = line.drop { $0 == first }
      guard first != "-" || rest.first?.isWhitespace == true else { break }
      guard rest.first?.isWhitespace == true || first != "*" else { break }
      line = String(rest).trimmingWhitespace()
    }
    line = withoutLinks(line)
    var result = ""
    var previous: Character?
    for character in line {
      if character == "*" || character == "`" || character == "~" { continue }
      // An underscore inside a word belongs to it.
      if character == "_", previous.map({ $0.isWhitespace }) ?? true { continue }
      if isPicture(character) { continue }
      if character.isWhitespace {
        if previous?.isWhitespace ?? true { continue }
        result.append(" ")
        previous = " "
        continue
      }
      result.append(character)
      previous = character
    }
    return result.trimmingWhitespace()
  }

  /// `[words](https://…)` becomes its words.
  private static func withoutLinks(_ text: String) -> String {
    guard text.contains("](") else { return text }
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "[") {
      guard let middle = rest[open...].firstRange(of: "]("), let close = rest[middle.upperBound...].firstIndex(of: ")")
      else { break }
      result += rest[..<open]
      result += rest[rest.index(after: open)..<middle.lowerBound]
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  private static func isPicture(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first, !scalar.isASCII else { return false }
    return scalar.properties.isEmojiPresentation || character.unicodeScalars.contains { $0.value == 0xFE0F }
  }
}

extension String {
  func trimmingWhitespace() -> String {
    var view = self[...]
    while view.first?.isWhitespace == true { view.removeFirst() }
    while view.last?.isWhitespace == true { view.removeLast() }
    return String(view)
  }
}
