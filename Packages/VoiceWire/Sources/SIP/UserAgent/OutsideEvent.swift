/// What happens outside of calls.
public enum OutsideEvent: Hashable, Sendable {
  /// Our registration at the account's provider is in another state.
  case registration(account: String, Registration.State)
  /// Where the account's provider wants our other requests to go first (RFC 3608 §5); empty when nowhere.
  case serviceRoute(account: String, [NameAddress])
  /// A phone wants to register, and waits for `admit` or `refuse`.
  case registering(RegisterID, SIPRequest, Flow)
  /// Where the account's phones can be reached now, best first.
  case bindings(account: String, [ContactBinding])
  /// The answer to a probe: that of the last server asked, nil when it was silent.
  case probed(account: String, SIPStatus?)
}

/// Names a REGISTER that waits for its answer.
public struct RegisterID: Hashable, Sendable {
  public let number: UInt64

  public init(_ number: UInt64) {
    self.number = number
  }
}
