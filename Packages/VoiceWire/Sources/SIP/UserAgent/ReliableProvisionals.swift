/// The reliable provisional responses to one INVITE, one at a time, each sent again until its PRACK comes
/// (RFC 3262 §3).
struct ReliableProvisionals: Sendable {
  private struct Pending: Sendable {
    var response: SIPResponse
    var number: UInt32
    var resendAt: Duration
    var interval: Duration
    var giveUpAt: Duration
  }

  enum Due: Hashable, Sendable {
    case resend(SIPResponse)
    /// No PRACK came within 64 · T1: the INVITE is to be refused with a 5xx.
    case giveUp
  }

  private let timers: TransactionTimers
  private var nextNumber: UInt32
  private var pending: Pending?
  private var waiting: [SIPResponse] = []

  /// - Parameter firstNumber: the first RSeq, to be chosen by chance (RFC 3262 §3).
  init(firstNumber: UInt32, timers: TransactionTimers) {
    nextNumber = max(1, firstNumber & 0x7FFF_FFFF)
    self.timers = timers
  }

  /// A session description waits to be acknowledged, so that no 2xx may go out yet.
  var holdsDescription: Bool {
    pending.map { !$0.response.body.isEmpty } ?? false || waiting.contains { !$0.body.isEmpty }
  }

  var deadline: Duration? { pending.map { min($0.resendAt, $0.giveUpAt) } }

  /// Takes a response that is to be reliable.
  ///
  /// - Returns: what goes out now; nil when it has to wait for the PRACK of the one before.
  mutating func send(_ response: SIPResponse, at now: Duration) -> SIPResponse? {
    guard pending == nil else {
      waiting.append(response)
      return nil
    }
    var response = response
    response.headers.append(.require, "100rel")
    response.headers.append("RSeq", "\(nextNumber)")
    pending = Pending(
      response: response, number: nextNumber, resendAt: now + timers.t1, interval: timers.t1,
      giveUpAt: now + timers.patience)
    nextNumber = nextNumber &+ 1 & 0x7FFF_FFFF
    return response
  }

  /// The PRACK of a response came.
  ///
  /// - Returns: the response that it acknowledges, and the one that may go out now; nil when the number is not the
  ///   one waited for.
  mutating func acknowledge(_ number: UInt32, at now: Duration) -> (acknowledged: SIPResponse, next: SIPResponse?)? {
    guard let pending, pending.number == number else { return nil }
    self.pending = nil
    let next = waiting.isEmpty ? nil : send(waiting.removeFirst(), at: now)
    return (pending.response, next)
  }

  mutating func deadlineReached(at now: Duration) -> Due? {
    guard var due = pending else { return nil }
    if now >= due.giveUpAt { return .giveUp }
    guard now >= due.resendAt else { return nil }
    due.interval = due.interval * 2
    due.resendAt += due.interval
    pending = due
    return .resend(due.response)
  }
}
