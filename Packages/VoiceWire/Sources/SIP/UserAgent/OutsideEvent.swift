/// What happens outside of calls.
public enum OutsideEvent: Hashable, Sendable {
  /// Our registration at the account's provider is in another state.
  case registration(account: String, Registration.State)
  /// A phone wants to register, and waits for `admit` or `refuse`.
  case registering(RegisterID, SIPRequest, Flow)
  /// Where the account's phones can be reached now, best first.
  case bindings(account: String, [ContactBinding])
  /// The answer to a probe; nil when none came.
  case probed(account: String, SIPStatus?)
}

/// Names a REGISTER that waits for its answer.
public struct RegisterID: Hashable, Sendable {
  public let number: UInt64

  public init(_ number: UInt64) {
    self.number = number
  }
}
