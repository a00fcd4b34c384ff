/// E-mail addresses and URLs with their signs named.
enum SpokenAddress {
  static func isURL(_ word: String) -> Bool {
    if word.hasPrefix("http://") || word.hasPrefix("https://") || word.hasPrefix("www.") { return true }
    // example.com, example.com/path: letters, a dot and a known ending.
    let host = word.prefix { $0 != "/" }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty }), let last = labels.last else { return false }
    return endings.contains(last.lowercased())
  }

  static func email(_ word: String) -> String? {
    let parts = word.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    return "\(signs(parts[0])) at \(signs(parts[1]))"
  }

  static func url(_ word: String) -> String {
    var rest = word[...]
    for scheme in ["https://", "http://"] where rest.hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
    // Nobody says the three w.
    if rest.hasPrefix("www.") { rest = rest.dropFirst(4) }
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    return signs(rest)
  }

  private static func signs(_ text: Substring) -> String {
    var words: [String] = []
    var word = ""
    func close(_ word: inout String, into words: inout [String]) {
      if !word.isEmpty { words.append(SpokenNumber.letterless(word) ? SpokenNumber.spelled(word) : word) }
      word = ""
    }
    for character in text {
      if let name = names[character] {
        close(&word, into: &words)
        words.append(name)
      } else {
        word.append(character)
      }
    }
    close(&word, into: &words)
    return words.joined(separator: " ")
  }

  private static let names: [Character: String] = [
    ".": "dot", "-": "dash", "_": "underscore", "/": "slash", "+": "plus", ":": "colon", "?": "question mark",
    "=": "equals", "&": "and", "#": "hash", "%": "percent", "~": "tilde",
  ]

  private static let endings: Set<String> = [
    "com", "org", "net", "io", "ai", "dev", "app", "info", "biz", "edu", "gov", "uk", "de", "fr", "eu", "us", "ca",
    "me", "co", "tv",
  ]
}
