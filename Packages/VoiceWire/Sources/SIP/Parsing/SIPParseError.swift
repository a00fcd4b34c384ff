/// Why bytes are not a message.
public struct SIPParseError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Reason: Hashable, Sendable {
    /// Nothing but line ends: a keep-alive.
    case empty
    /// Not SIP at all, or a response that cannot be read; never answered.
    case startLine
    case requestURI
    case headerLine
    /// Missing on a stream, negative, not a number, or two that differ.
    case contentLength
    /// Fewer bytes than Content-Length says.
    case truncatedBody
    case tooLarge
  }

  public var reason: Reason
  /// What could be read of a request, enough to say 400; nil when nothing may be answered.
  public var request: UnreadableRequest?

  public init(_ reason: Reason, request: UnreadableRequest? = nil) {
    self.reason = reason
    self.request = request
  }

  public var description: String {
    switch reason {
    case .empty: "Empty Message"
    case .startLine: "Malformed Start Line"
    case .requestURI: "Malformed Request-URI"
    case .headerLine: "Malformed Header"
    case .contentLength: "Bad Content-Length"
    case .truncatedBody: "Body Shorter Than Content-Length"
    case .tooLarge: "Message Too Large"
    }
  }
}

/// The readable part of a request that is broken elsewhere.
public struct UnreadableRequest: Hashable, Sendable {
  public var method: SIPMethod
  public var headers: SIPHeaders

  public init(method: SIPMethod, headers: SIPHeaders) {
    self.method = method
    self.headers = headers
  }
}
