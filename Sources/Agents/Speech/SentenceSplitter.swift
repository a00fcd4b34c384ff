/// A whole text as its sentences.
enum SentenceSplitter {
  static func split(_ text: String) -> [String] {
    var sentences: [String] = []
    var sentence = ""
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      let after = text.index(after: index)
      sentence.append(character)
      let isStop = "!?".contains(character) || (character == "." && !Abbreviations.ends(text[...index]))
      if isStop, after == text.endIndex || text[after].isWhitespace {
        sentences.append(sentence.trimmingWhitespace())
        sentence = ""
      }
      index = after
    }
    let rest = sentence.trimmingWhitespace()
    return rest.isEmpty ? sentences : sentences + [rest]
  }
}
