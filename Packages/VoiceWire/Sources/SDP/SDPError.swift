/// Why bytes are not a session description.
public enum SDPError: Error, Equatable, Sendable {
  /// Longer than the parser reads.
  case tooLong(bytes: Int)
  /// More lines, sections or formats than any honest peer sends.
  case tooMany(String)
  /// No `o=` line that can be read.
  case noOrigin
  /// This line, counted from one, is an `m=` line that cannot be read.
  case malformed(line: Int)

  /// A sentence for logs and warning headers: what is wrong and what to do.
  public var message: String {
    switch self {
    case .tooLong(let bytes):
      "the session description has \(bytes) bytes; send at most \(SessionDescription.Limit.bytes)"
    case .tooMany(let what):
      "the session description has too many \(what); send at most \(SessionDescription.Limit.lines) lines, "
        + "\(SessionDescription.Limit.sections) m= lines and \(SessionDescription.Limit.formats) formats in each"
    case .noOrigin:
      "the session description has no o= line that can be read; send o=- ID VERSION IN IP4 ADDRESS"
    case .malformed(let line):
      "line \(line) of the session description cannot be read; write it as m=audio PORT RTP/AVP FORMATS"
    }
  }
}
