/// A request (RFC 3261 §7.1).
public struct SIPRequest: Hashable, Sendable {
  public var method: SIPMethod
  public var uri: SIPURI
  /// `SIP/2.0`; anything else is answered 505.
  public var version: String
  public var headers: SIPHeaders
  public var body: [UInt8]

  public init(method: SIPMethod, uri: SIPURI, headers: SIPHeaders = [:], body: [UInt8] = []) {
    self.method = method
    self.uri = uri
    version = "SIP/2.0"
    self.headers = headers
    self.body = body
  }
}
