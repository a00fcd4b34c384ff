/// The name of a header field: compared without case, compact forms equal to their long ones (RFC 3261 §7.3.3).
public struct SIPHeaderName: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// The name as it was written.
  public let spelling: String
  /// The long form in lower case, which comparison uses.
  let key: String

  public init(_ spelling: String) {
    self.spelling = spelling
    let lower = spelling.lowercased()
    key = lower.utf8.count == 1 ? Self.compactForms[lower] ?? lower : lower
  }

  public init(stringLiteral value: String) {
    self.init(value)
  }

  public var description: String { spelling }

  public static func == (a: Self, b: Self) -> Bool { a.key == b.key }
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }

  private static let compactForms = [
    "a": "accept-contact", "b": "referred-by", "c": "content-type", "d": "request-disposition",
    "e": "content-encoding", "f": "from", "i": "call-id", "j": "reject-contact", "k": "supported",
    "l": "content-length", "m": "contact", "n": "identity-info", "o": "event", "r": "refer-to", "s": "subject",
    "t": "to", "u": "allow-events", "v": "via", "x": "session-expires", "y": "identity",
  ]

  public static let accept: Self = "Accept"
  public static let allow: Self = "Allow"
  public static let callID: Self = "Call-ID"
  public static let contact: Self = "Contact"
  public static let contentEncoding: Self = "Content-Encoding"
  public static let contentLength: Self = "Content-Length"
  public static let contentType: Self = "Content-Type"
  public static let cSeq: Self = "CSeq"
  public static let from: Self = "From"
  public static let maxForwards: Self = "Max-Forwards"
  public static let reason: Self = "Reason"
  public static let recordRoute: Self = "Record-Route"
  public static let require: Self = "Require"
  public static let retryAfter: Self = "Retry-After"
  public static let route: Self = "Route"
  public static let server: Self = "Server"
  public static let supported: Self = "Supported"
  public static let to: Self = "To"
  public static let unsupported: Self = "Unsupported"
  public static let userAgent: Self = "User-Agent"
  public static let via: Self = "Via"
}
