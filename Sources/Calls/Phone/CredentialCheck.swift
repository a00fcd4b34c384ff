/// What came of checking a call's digest credentials (RFC 3261 §22).
public enum CredentialCheck: Sendable, Hashable {
  case absent
  /// Right, but for a nonce that is too old or was used already.
  case stale
  case refused
  case accepted
}
