/// Words that say nothing about what a thing is, refused in paths and in the names of types.
enum WordRules {
  static let refused: Set<String> = [
    "util", "utils", "utility", "utilities", "common", "helper", "helpers", "manager", "core", "base", "impl", "misc",
    "unified",
  ]
  static let refusedSuffixes: Set<String> = ["data", "info"]

  static func paths(_ paths: [String]) -> [Violation] {
    paths.compactMap { path in
      for part in path.split(separator: "/") {
        let stem = part.split(separator: ".", omittingEmptySubsequences: true).first ?? part
        if let word = refusedWord(in: stem) {
          return Violation(path: path, line: nil, message: "“\(word)” in a path")
        }
      }
      return nil
    }
  }

  static func types(_ files: [SourceFile]) -> [Violation] {
    let kinds: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "typealias"]
    return files.flatMap { file in
      file.code.lines.enumerated().compactMap { index, line -> Violation? in
        let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
        guard let kind = words.firstIndex(where: kinds.contains), kind + 1 < words.count,
          words[kind + 1].first?.isUppercase == true, let word = refusedWord(in: words[kind + 1])
        else { return nil }
        return Violation(path: file.path, line: index + 1, message: "“\(word)” in the name \(words[kind + 1])")
      }
    }
  }

  private static func refusedWord(in name: Substring) -> String? {
    let words = words(in: name)
    if let word = words.first(where: refused.contains) { return word }
    if words.count > 1, let last = words.last, refusedSuffixes.contains(last) { return last }
    return nil
  }

  /// `SIPCallManager_v2` is `sip`, `call`, `manager`, `v2`.
  static func words(in name: Substring) -> [String] {
    var words: [String] = []
    var word = ""
    let characters = Array(name)
    for (index, character) in characters.enumerated() {
      guard character.isLetter || character.isNumber else {
        if !word.isEmpty { words.append(word) }
        word = ""
        continue
      }
      let afterLower = index > 0 && characters[index - 1].isLowercase
      let beforeLower = index + 1 < characters.count && characters[index + 1].isLowercase
      if character.isUppercase, afterLower || beforeLower, !word.isEmpty {
        words.append(word)
        word = ""
      }
      word.append(character)
    }
    if !word.isEmpty { words.append(word) }
    return words.map { $0.lowercased() }
  }
}
