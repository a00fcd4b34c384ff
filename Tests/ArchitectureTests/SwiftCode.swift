/// The text of a Swift file with comments, string literals and names in backticks blanked out, line for line, so that a
/// rule about code does not stumble over prose.
struct SwiftCode {
  let lines: [Substring]

  init(_ text: String) {
    lines = Self.blanked(text).split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static func blanked(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let first = rest.first {
      if rest.hasPrefix("//") {
        rest = rest.drop { $0 != "\n" }
      } else if rest.hasPrefix("/*") {
        skip(&rest, opening: "/*", closing: "*/", into: &result)
      } else if rest.hasPrefix("\"\"\"") {
        skip(&rest, opening: "\"\"\"", closing: "\"\"\"", into: &result)
      } else if first == "\"" || first == "`" {
        skipLine(&rest, delimiter: first, into: &result)
      } else {
        result.append(first)
        rest.removeFirst()
      }
    }
    return result
  }

  /// Drops up to and including `closing`, keeping the line breaks.
  private static func skip(_ rest: inout Substring, opening: String, closing: String, into result: inout String) {
    rest.removeFirst(opening.count)
    while !rest.isEmpty {
      if rest.hasPrefix(closing) {
        rest.removeFirst(closing.count)
        return
      }
      let character = rest.removeFirst()
      if character.isNewline { result.append(character) }
    }
  }

  /// Drops a literal that ends on its own line.
  private static func skipLine(_ rest: inout Substring, delimiter: Character, into result: inout String) {
    rest.removeFirst()
    result.append(delimiter)
    while let character = rest.first, !character.isNewline {
      rest.removeFirst()
      if character == "\\" {
        if rest.first?.isNewline == false { rest.removeFirst() }
      } else if character == delimiter {
        result.append(delimiter)
        return
      }
    }
  }
}

extension SwiftCode {
  /// The modules that are imported, with their lines (from 1). `import struct A.B` and `public import A` count as `A`.
  var imports: [(module: String, line: Int)] {
    let kinds: Set<Substring> = [
      "struct", "class", "enum", "protocol", "actor", "func", "var", "let", "typealias",
    ]
    return lines.enumerated().compactMap { index, line in
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      guard let keyword = words.firstIndex(of: "import"),
        words[..<keyword].allSatisfy({ $0.hasPrefix("@") || ["public", "package", "internal", "private"].contains($0) })
      else { return nil }
      guard let name = words[(keyword + 1)...].first(where: { !kinds.contains($0) }) else { return nil }
      return (String(name.prefix { $0 != "." }), index + 1)
    }
  }
}
