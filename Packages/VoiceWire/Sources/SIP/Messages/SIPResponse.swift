/// A response (RFC 3261 §7.2).
public struct SIPResponse: Hashable, Sendable {
  public var status: SIPStatus
  public var reason: String
  public var headers: SIPHeaders
  public var body: [UInt8]

  /// Without `reason`, the status' own phrase is used.
  public init(status: SIPStatus, reason: String? = nil, headers: SIPHeaders = [:], body: [UInt8] = []) {
    self.status = status
    self.reason = reason ?? status.defaultReason
    self.headers = headers
    self.body = body
  }
}
