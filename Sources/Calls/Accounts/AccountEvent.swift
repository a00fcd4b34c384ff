/// What happens to accounts outside of calls.
public enum AccountEvent: Sendable {
  public enum Standing: Hashable, Sendable {
    case registering
    /// The provider knows us until then, on the telephone's clock.
    case registered(until: Duration)
    /// `why` says what to do. `isBound` while an older registration still counts.
    case failed(why: String, isBound: Bool)
    /// No longer wanted.
    case ended
  }

  case registration(account: String, Standing)
  /// A provider was asked whether it is there; nil: it answered. Else why it seems not to be.
  case probed(account: String, problem: String?)
  /// How many phones have registered with us for the account.
  case phones(account: String, Int)
  /// A phone wants to register with us.
  case registering(RegisterAttempt)
}
