/// What an incoming call shows of itself before anyone looked anything up.
public struct CallAttempt: Sendable, Hashable {
  /// The address it came from, without port.
  public var sourceAddress: String
  /// How the called number was written: the Request-URI's user first, then the To header's.
  public var calledForms: [String]
  /// The user name in its digest credentials, if it sent any.
  public var username: String?

  public init(sourceAddress: String, calledForms: [String], username: String? = nil) {
    self.sourceAddress = sourceAddress
    self.calledForms = calledForms
    self.username = username
  }
}

/// What came of checking an attempt's digest credentials against a trunk's.
public enum CredentialVerdict: Sendable, Hashable {
  case missing
  /// Right, but for a nonce that is no longer ours or too old.
  case stale
  case wrong
  case right
}
