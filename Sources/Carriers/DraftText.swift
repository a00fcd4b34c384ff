/// The rules that hold for every short text a client gives: not empty, not too long, no control characters, so that
/// it can stand in a header or a log line.
enum DraftText {
  /// Nil when `text` is fine.
  static func problem(with text: String, longest: Int) -> String? {
    if text.allSatisfy(\.isWhitespace) { return "must not be empty" }
    if text.count > longest { return "must be at most \(longest) characters" }
    if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      return "must not contain control characters"
    }
    return nil
  }
}
