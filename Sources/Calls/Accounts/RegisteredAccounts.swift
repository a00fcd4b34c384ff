public import SIP

/// What registrations say of where calls go.
public protocol RegisteredAccounts: Sendable {
  /// What calls through our account are to carry as their Route, nearest first (RFC 3608 §5).
  func serviceRoute(of account: String) -> [NameAddress]
  /// Where the phones are that have registered with us for the account, best first.
  func phones(of account: String) -> [ContactBinding]
}
