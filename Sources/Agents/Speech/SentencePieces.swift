/// Cuts a text that arrives bit by bit into pieces that can be spoken: whole sentences, and the first clause of the
/// first sentence as soon as it is there.
///
/// Never cuts inside a number, an abbreviation, an address or a URL: a full stop ends a sentence only when space and
/// more text follow it, so the last piece comes with ``finish()``.
public struct SentencePieces: Sendable, Equatable {
  /// Text that is not yet given out.
  private var rest = ""
  private var gaveFirst = false

  /// A first clause shorter than this is not worth a breath of its own, in characters.
  private static let firstClause = 18
  /// Text without any stop is cut at a space beyond this, in characters.
  private static let longest = 240

  public init() {}

  /// Takes more text and gives the pieces that are complete now, trimmed, in order, without Markdown.
  public mutating func append(_ text: String) -> [String] {
    rest += text
    var pieces: [String] = []
    while let end = nextEnd() {
      let piece = PlainText.strip(String(rest[..<end]))
      rest = String(rest[end...])
      if PlainText.isSpeakable(piece) {
        pieces.append(piece)
        gaveFirst = true
      }
    }
    return pieces
  }

  /// What is left; nil when it is nothing that can be spoken.
  public mutating func finish() -> String? {
    let piece = PlainText.strip(rest)
    rest = ""
    return PlainText.isSpeakable(piece) ? piece : nil
  }

  private func nextEnd() -> String.Index? {
    var count = 0
    var index = rest.startIndex
    var lastSpace: String.Index?
    while index < rest.endIndex {
      let character = rest[index]
      let after = rest.index(after: index)
      count += 1
      if character.isNewline, count > 1 { return after }
      if character.isWhitespace { lastSpace = after }
      if let end = stop(character, at: index, after: after, count: count) { return end }
      if count > Self.longest, let lastSpace { return lastSpace }
      if count > 2 * Self.longest { return after }
      index = after
    }
    return nil
  }

  /// Where the piece ends if `character` ends one.
  private func stop(
    _ character: Character, at index: String.Index, after: String.Index, count: Int
  ) -> String.Index? {
    // Scripts without spaces end sentences with marks of their own.
    if "。！？".contains(character) { return after }
    var end = after
    while end < rest.endIndex, "\"'”’)]*_".contains(rest[end]) { end = rest.index(after: end) }
    guard end < rest.endIndex, rest[end].isWhitespace else { return nil }
    switch character {
    case "!", "?", "…":
      return end
    case ".":
      let next = rest[end...].first { !$0.isWhitespace }
      guard let next else { return nil }
      return next.isLowercase || Abbreviations.ends(rest[...index]) ? nil : end
    case ",", ";", ":", "–", "—":
      guard !gaveFirst, count >= Self.firstClause else { return nil }
      return end
    default:
      return nil
    }
  }
}
