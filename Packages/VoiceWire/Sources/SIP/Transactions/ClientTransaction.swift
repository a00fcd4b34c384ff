/// The client side of any request but INVITE and ACK (RFC 3261 §17.1.2).
public struct ClientTransaction: Sendable {
  public enum State: Hashable, Sendable {
    /// Waiting for any response. `resendAt` is Timer E, nil on reliable transports; `giveUpAt` is Timer F.
    case trying(resendAt: Duration?, interval: Duration, giveUpAt: Duration)
    /// A provisional response came; the request goes on being sent, every T2.
    case proceeding(resendAt: Duration?, giveUpAt: Duration)
    /// The final response came; its repeats are absorbed until Timer K.
    case completed(until: Duration)
    case terminated
  }

  public let request: SIPRequest
  public private(set) var state: State
  private let isReliable: Bool
  private let timers: TransactionTimers

  /// The caller sends the request when he makes the transaction.
  public init(
    request: SIPRequest, isReliable: Bool, timers: TransactionTimers = TransactionTimers(), at now: Duration
  ) {
    self.request = request
    self.isReliable = isReliable
    self.timers = timers
    state = .trying(
      resendAt: isReliable ? nil : now + timers.t1, interval: timers.t1, giveUpAt: now + timers.patience)
  }

  public var deadline: Duration? {
    switch state {
    case .trying(let resendAt, _, let giveUpAt), .proceeding(let resendAt, let giveUpAt):
      min(resendAt ?? giveUpAt, giveUpAt)
    case .completed(let until): until
    case .terminated: nil
    }
  }

  public mutating func receive(_ response: SIPResponse, at now: Duration) -> [ClientTransactionEffect] {
    switch state {
    case .trying(let resendAt, _, let giveUpAt), .proceeding(let resendAt, let giveUpAt):
      if response.status.isProvisional {
        state = .proceeding(resendAt: resendAt, giveUpAt: giveUpAt)
      } else {
        state = isReliable ? .terminated : .completed(until: now + timers.t4)
      }
      return [.deliver(response)]
    case .completed, .terminated:
      return []
    }
  }

  public mutating func transportFailed() -> [ClientTransactionEffect] {
    switch state {
    case .trying, .proceeding:
      state = .terminated
      return [.fail(.transport)]
    case .completed, .terminated:
      return []
    }
  }

  public mutating func deadlineReached(at now: Duration) -> [ClientTransactionEffect] {
    switch state {
    case .trying(_, _, let giveUpAt) where now >= giveUpAt, .proceeding(_, let giveUpAt) where now >= giveUpAt:
      state = .terminated
      return [.fail(.timedOut)]
    case .trying(let resendAt?, let interval, let giveUpAt) where now >= resendAt:
      let next = min(interval * 2, timers.t2)
      state = .trying(resendAt: resendAt + next, interval: next, giveUpAt: giveUpAt)
      return [.send(request)]
    case .proceeding(let resendAt?, let giveUpAt) where now >= resendAt:
      state = .proceeding(resendAt: resendAt + timers.t2, giveUpAt: giveUpAt)
      return [.send(request)]
    case .completed(let until) where now >= until:
      state = .terminated
      return []
    default:
      return []
    }
  }
}
