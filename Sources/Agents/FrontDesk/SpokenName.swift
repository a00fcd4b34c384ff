/// A caller's name in what he says when asked for it.
enum SpokenName {
  /// Nil when it does not look like a name.
  static func `in`(_ text: String) -> String? {
    var words = SpokenWords.split(text)
    if let end = introductions.compactMap({ end(of: $0, in: words) }).max() { words.removeFirst(end) }
    words.removeAll(where: fillers.contains)
    if let spelled = spelled(words) { return spelled }
    if let stop = words.firstIndex(where: { ["and", "calling", "from", "i", "my", "speaking", "here"].contains($0) }) {
      words = Array(words[..<stop])
    }
    guard (1...4).contains(words.count), words.allSatisfy(isNameWord) else { return nil }
    return words.map(capitalized).joined(separator: " ")
  }

  private static func end(of phrase: [String], in words: [String]) -> Int? {
    guard words.count > phrase.count else { return nil }
    let starts = 0...(words.count - phrase.count)
    return starts.last { Array(words[$0..<($0 + phrase.count)]) == phrase }.map { $0 + phrase.count }
  }

  /// `J O H N` as "John".
  private static func spelled(_ words: [String]) -> String? {
    guard words.count >= 2, words.allSatisfy({ $0.count == 1 && $0.first?.isLetter == true }) else { return nil }
    return capitalized(words.joined())
  }

  private static func isNameWord(_ word: String) -> Bool {
    word.allSatisfy { $0.isLetter || $0 == "'" || $0 == "." } && !notNames.contains(word)
  }

  private static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

  private static let introductions = [
    ["my", "name", "is"], ["name", "is"], ["the", "name", "is"], ["my", "name's"], ["name's"], ["this", "is"],
    ["it", "is"], ["it's"], ["i", "am"], ["i'm"], ["call", "me"], ["you", "can", "call", "me"], ["that's"],
    ["spelled"],
  ]
  private static let fillers: Set<String> = [
    "um", "uh", "er", "yes", "yeah", "sure", "okay", "ok", "oh", "well", "hello", "hi", "please", "so", "just", "a",
    "no", "of", "course", "right", "again",
  ]
  private static let notNames: Set<String> = [
    "what", "why", "how", "when", "where", "who", "is", "are", "do", "does", "the", "you", "don't", "not", "want",
    "can", "to", "it", "that", "know", "need", "have", "message", "number", "help", "robot", "person", "later",
    "about", "open", "would", "could", "with", "for", "at", "in",
  ]
}
