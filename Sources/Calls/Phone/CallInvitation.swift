/// What an incoming call says of itself, in the words of telephony.
public struct CallInvitation: Sendable, Hashable {
  /// The address the INVITE came from.
  public var sourceAddress: String
  /// How the called number was written: the Request-URI's user, then the To header's.
  public var calledForms: [String]
  /// As the caller gave it; empty when withheld.
  public var callerNumber: String
  /// The display name, unverified.
  public var callerName: String?
  /// The user name in its digest credentials.
  public var username: String?
  /// The domain the caller's address is in, where a number of the same network is to be looked for.
  public var domain: String
  /// What else the signalling says of the call, by name: `user_to_user`, `diverted_from`, `diversion_reason`,
  /// `verification`, and each `X-…` header in lower case with underscores.
  public var signals: [String: String]
  /// The Call-ID header, to find the call in a carrier's logs.
  public var callID: String

  public init(
    sourceAddress: String, calledForms: [String], callerNumber: String, callerName: String? = nil,
    username: String? = nil, domain: String = "", signals: [String: String] = [:], callID: String
  ) {
    self.sourceAddress = sourceAddress
    self.calledForms = calledForms
    self.callerNumber = callerNumber
    self.callerName = callerName
    self.username = username
    self.domain = domain
    self.signals = signals
    self.callID = callID
  }
}
