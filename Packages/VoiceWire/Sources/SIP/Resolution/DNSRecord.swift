/// What the domain name system says of a name, as far as finding SIP servers needs it.
public struct DNSRecord: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    /// An IPv4 or IPv6 address as text, without brackets.
    case address(String)
    /// RFC 2782. An empty target says that the service is not offered.
    case service(priority: UInt16, weight: UInt16, port: UInt16, target: String)
    /// RFC 3403 §4.1. `flags` and `service` as written.
    case pointer(order: UInt16, preference: UInt16, flags: String, service: String, replacement: String)
  }

  public var content: Content
  /// How long the record may be kept.
  public var timeToLive: Duration

  public init(_ content: Content, timeToLive: Duration = .seconds(60)) {
    self.content = content
    self.timeToLive = timeToLive
  }
}

/// What came of a question.
public enum DNSAnswer: Hashable, Sendable {
  /// Never empty.
  case records([DNSRecord])
  /// The name does not exist, or has no record of this kind. May be kept for `timeToLive`.
  case nothing(timeToLive: Duration)
  /// No name server answered, or none could.
  case failed
}
