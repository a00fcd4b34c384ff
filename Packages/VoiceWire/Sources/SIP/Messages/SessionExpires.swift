/// How long a session lasts without a sign of life, and who gives it: the Session-Expires header (RFC 4028 §4).
public struct SessionExpires: Hashable, Sendable, CustomStringConvertible {
  /// A side of the request that carries the header, or whose response does.
  public enum Refresher: String, Hashable, Sendable {
    /// Who sent the request.
    case uac
    /// Who answered it.
    case uas
  }

  public var seconds: Int
  /// Nil to let the one who answers choose.
  public var refresher: Refresher?

  public init(seconds: Int, refresher: Refresher? = nil) {
    self.seconds = seconds
    self.refresher = refresher
  }

  /// Reads a header value; nil when it is none.
  public init?(_ text: String) {
    var reader = FieldReader(text)
    reader.skipSpaces()
    let digits = reader.run { $0.isDigit }
    guard !digits.isEmpty, digits.utf8.count <= 9, let seconds = Int(digits), let parameters = reader.parameters()
    else { return nil }
    self.init(seconds: seconds, refresher: parameters["refresher"].flatMap { Refresher(rawValue: $0.lowercased()) })
  }

  public var description: String {
    "\(seconds)" + (refresher.map { ";refresher=\($0.rawValue)" } ?? "")
  }
}

extension SIPHeaders {
  /// Session-Expires, if it can be read.
  public var sessionExpires: SessionExpires? { self["Session-Expires"].flatMap { SessionExpires($0) } }

  /// The seconds of Min-SE (RFC 4028 §5).
  public var minimumSessionExpires: Int? {
    self["Min-SE"].flatMap { SessionExpires($0)?.seconds }
  }
}
