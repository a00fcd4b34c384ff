/// The times of RFC 3261 §17.1.1.1 and Table 4.
public struct TransactionTimers: Hashable, Sendable {
  /// The estimate of a round trip; 500 ms.
  public var t1: Duration
  /// The longest wait between two retransmissions of a non-INVITE request or a final response; 4 s.
  public var t2: Duration
  /// How long a message may stay in the network; 5 s.
  public var t4: Duration

  public init(t1: Duration = .milliseconds(500), t2: Duration = .seconds(4), t4: Duration = .seconds(5)) {
    self.t1 = t1
    self.t2 = t2
    self.t4 = t4
  }

  /// 64 · T1, after which a transaction is given up: Timers B, F, H, J, L and M.
  public var patience: Duration { t1 * 64 }
}
