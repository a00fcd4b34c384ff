/// The text of a Swift file with comments, string literals and names in backticks blanked out, line for line, so that a
/// rule about code does not stumble over prose.
struct SwiftCode {
  let lines: [Substring]

  init(_ text: String) {
    var blanker = Blanker(text: Array(text.utf8))
    lines = blanker.blanked().split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// Works on bytes: whole trees are read in every run of the tests.
  private struct Blanker {
    let text: [UInt8]
    var position = 0
    var result: [UInt8] = []

    mutating func blanked() -> String {
      result.reserveCapacity(text.count)
      while position < text.count {
        switch text[position] {
        case UInt8(ascii: "/") where byte(after: 1) == UInt8(ascii: "/"):
          while position < text.count, text[position] != UInt8(ascii: "\n") { position += 1 }
        case UInt8(ascii: "/") where byte(after: 1) == UInt8(ascii: "*"):
          skip(to: Array("*/".utf8), opening: 2)
        case UInt8(ascii: "\"") where byte(after: 1) == UInt8(ascii: "\"") && byte(after: 2) == UInt8(ascii: "\""):
          skip(to: Array("\"\"\"".utf8), opening: 3)
        case UInt8(ascii: "\""), UInt8(ascii: "`"):
          skipLiteral(text[position])
        default:
          result.append(text[position])
          position += 1
        }
      }
      return String(decoding: result, as: UTF8.self)
    }

    private func byte(after offset: Int) -> UInt8? {
      position + offset < text.count ? text[position + offset] : nil
    }

    /// Drops up to and including `closing`, keeping the line breaks.
    private mutating func skip(to closing: [UInt8], opening: Int) {
      position += opening
      while position < text.count {
        if text[position...].starts(with: closing) {
          position += closing.count
          return
        }
        if text[position] == UInt8(ascii: "\n") { result.append(text[position]) }
        position += 1
      }
    }

    /// Drops a literal that ends on its own line.
    private mutating func skipLiteral(_ delimiter: UInt8) {
      result.append(delimiter)
      position += 1
      while position < text.count, text[position] != UInt8(ascii: "\n") {
        let byte = text[position]
        position += 1
        if byte == UInt8(ascii: "\\") {
          if position < text.count, text[position] != UInt8(ascii: "\n") { position += 1 }
        } else if byte == delimiter {
          result.append(delimiter)
          return
        }
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
