/// A 2xx to an INVITE, sent again from T1 to T2 until its ACK comes (RFC 3261 §13.3.1.4).
struct Unacknowledged: Sendable {
  var response: SIPResponse
  var destination: Destination
  /// The number of the INVITE, which its ACK repeats.
  var number: UInt32
  var resendAt: Duration
  var interval: Duration
  var giveUpAt: Duration

  init(
    _ response: SIPResponse, to destination: Destination, number: UInt32, _ timers: TransactionTimers,
    at now: Duration
  ) {
    self.response = response
    self.destination = destination
    self.number = number
    resendAt = now + timers.t1
    interval = timers.t1
    giveUpAt = now + timers.patience
  }

  var deadline: Duration { min(resendAt, giveUpAt) }

  mutating func resent(_ timers: TransactionTimers) {
    interval = min(interval * 2, timers.t2)
    resendAt += interval
  }
}
