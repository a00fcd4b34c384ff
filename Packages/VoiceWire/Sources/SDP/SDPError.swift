/// Why bytes are not a session description.
public enum SDPError: Error, Equatable, Sendable {
  /// Longer than the parser reads.
  case tooLong(bytes: Int)
  /// More lines, sections or formats than any honest peer sends.
  case tooMany(String)
  /// No `o=` line that can be read.
  case noOrigin
  /// This line, counted from one, cannot be read.
  case malformed(line: Int)
}
