/// The name of a header field: compared without case, compact forms equal to their long ones (RFC 3261 §7.3.3).
public struct SIPHeaderName: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// The name as it was written.
  public let spelling: String
  /// The long form as numbers, which comparison uses: nearly all names have no more than sixteen bytes.
  let sign: TokenSign

  public init(_ spelling: String) {
    self.spelling = spelling
    sign = TokenSign(Self.longForm(of: spelling))
  }

  /// Reads the bytes of a token.
  init(token: Span<UInt8>) {
    spelling = String(token)
    sign = token.count == 1 ? TokenSign(Self.longForm(of: spelling)) : TokenSign(token)
  }

  public init(stringLiteral value: String) {
    self.init(value)
  }

  public var description: String { spelling }

  public static func == (a: Self, b: Self) -> Bool {
    a.sign == b.sign
      && (a.sign.isWhole || longForm(of: a.spelling).isSameToken(as: longForm(of: b.spelling)))
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(sign) }

  private static func longForm(of spelling: String) -> String {
    guard spelling.utf8.count == 1, let letter = spelling.utf8.first else { return spelling }
    return switch letter.asciiLower {
    case UInt8(ascii: "a"): "accept-contact"
    case UInt8(ascii: "b"): "referred-by"
    case UInt8(ascii: "c"): "content-type"
    case UInt8(ascii: "d"): "request-disposition"
    case UInt8(ascii: "e"): "content-encoding"
    case UInt8(ascii: "f"): "from"
    case UInt8(ascii: "i"): "call-id"
    case UInt8(ascii: "j"): "reject-contact"
    case UInt8(ascii: "k"): "supported"
    case UInt8(ascii: "l"): "content-length"
    case UInt8(ascii: "m"): "contact"
    case UInt8(ascii: "n"): "identity-info"
    case UInt8(ascii: "o"): "event"
    case UInt8(ascii: "r"): "refer-to"
    case UInt8(ascii: "s"): "subject"
    case UInt8(ascii: "t"): "to"
    case UInt8(ascii: "u"): "allow-events"
    case UInt8(ascii: "v"): "via"
    case UInt8(ascii: "x"): "session-expires"
    case UInt8(ascii: "y"): "identity"
    default: spelling
    }
  }

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
