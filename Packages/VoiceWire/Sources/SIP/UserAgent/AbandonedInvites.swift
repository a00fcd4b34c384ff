/// INVITEs of ours that were left for another server before anything came back (RFC 3263 §4.3). Whoever answers one late
/// must not ring for nobody: it is cancelled as soon as that is allowed, and a 2xx is acknowledged and hung up.
struct AbandonedInvites: Sendable {
  private var silent: Set<ClientTransactionKey> = []
  /// CANCEL went out; without a final response the transaction is forgotten then (RFC 3261 §9.1).
  private var cancelled = AlarmQueue<ClientTransactionKey>()

  var deadline: Duration? { cancelled.deadline }

  mutating func note(_ key: ClientTransactionKey) {
    silent.insert(key)
  }

  /// A provisional response came.
  ///
  /// - Returns: whether CANCEL is to go out.
  mutating func heard(_ key: ClientTransactionKey, until: Duration) -> Bool {
    guard silent.remove(key) != nil else { return false }
    cancelled.set(key, to: until)
    return true
  }

  /// A final response came, or none will.
  mutating func ended(_ key: ClientTransactionKey) {
    silent.remove(key)
    cancelled.set(key, to: nil)
  }

  /// Takes one whose time is over.
  mutating func popDue(at now: Duration) -> ClientTransactionKey? { cancelled.popDue(at: now) }
}
