/// A request that is answered with an error, and what the answer says.
public struct SIPRejection: Error, Hashable, Sendable {
  public var status: SIPStatus
  /// Nil for the status' own phrase.
  public var reason: String?
  /// What the status wants beside it: Allow, Accept, Unsupported, Retry-After.
  public var headers: SIPHeaders

  public init(_ status: SIPStatus, _ reason: String? = nil, headers: SIPHeaders = [:]) {
    self.status = status
    self.reason = reason
    self.headers = headers
  }
}
