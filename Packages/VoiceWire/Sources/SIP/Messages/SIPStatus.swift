/// A response's status code, 100 to 699 (RFC 3261 §21).
public struct SIPStatus: Hashable, Sendable, CustomStringConvertible, ExpressibleByIntegerLiteral {
  public let code: Int

  /// Codes outside 100 … 699 are brought to the nearest end: what a peer sends was checked by the parser before.
  public init(_ code: Int) {
    self.code = min(max(code, 100), 699)
  }

  public init(integerLiteral value: Int) {
    self.init(value)
  }

  public var description: String { "\(code) \(defaultReason)" }

  public var isProvisional: Bool { code < 200 }
  public var isSuccess: Bool { code >= 200 && code < 300 }
  public var isFinal: Bool { code >= 200 }

  /// The reason phrase the RFCs give this code, or that of its class.
  public var defaultReason: String {
    if let reason = Self.reasons[code] { return reason }
    return switch code / 100 {
    case 1: "Session Progress"
    case 2: "OK"
    case 3: "Redirected"
    case 4: "Request Failure"
    case 5: "Server Failure"
    default: "Global Failure"
    }
  }

  private static let reasons: [Int: String] = [
    100: "Trying", 180: "Ringing", 181: "Call Is Being Forwarded", 182: "Queued", 183: "Session Progress",
    200: "OK", 202: "Accepted",
    300: "Multiple Choices", 301: "Moved Permanently", 302: "Moved Temporarily", 305: "Use Proxy",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    406: "Not Acceptable", 407: "Proxy Authentication Required", 408: "Request Timeout", 410: "Gone",
    413: "Request Entity Too Large", 414: "Request-URI Too Long", 415: "Unsupported Media Type",
    416: "Unsupported URI Scheme", 420: "Bad Extension", 421: "Extension Required",
    422: "Session Interval Too Small", 423: "Interval Too Brief", 433: "Anonymity Disallowed",
    469: "Bad Info Package", 480: "Temporarily Unavailable", 481: "Call/Transaction Does Not Exist",
    482: "Loop Detected",
    483: "Too Many Hops", 484: "Address Incomplete", 485: "Ambiguous", 486: "Busy Here",
    487: "Request Terminated", 488: "Not Acceptable Here", 489: "Bad Event", 491: "Request Pending",
    493: "Undecipherable",
    500: "Server Internal Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Server Time-out", 505: "Version Not Supported", 513: "Message Too Large",
    600: "Busy Everywhere", 603: "Decline", 604: "Does Not Exist Anywhere", 606: "Not Acceptable",
    607: "Unwanted", 608: "Rejected",
  ]
}
