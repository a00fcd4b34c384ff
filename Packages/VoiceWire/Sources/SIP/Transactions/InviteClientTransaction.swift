/// The client side of an INVITE (RFC 3261 §17.1.1, corrected by RFC 6026 §7.2).
public struct InviteClientTransaction: Sendable {
  public enum State: Hashable, Sendable {
    /// Waiting for any response. `resendAt` is Timer A, nil on reliable transports; `giveUpAt` is Timer B.
    case calling(resendAt: Duration?, interval: Duration, giveUpAt: Duration)
    /// A provisional response came. Leaves on a final one.
    case proceeding
    /// A 2xx came; its repeats, and those of other branches, pass through until Timer M.
    case accepted(until: Duration)
    /// Another final response came and was acknowledged; its repeats get the same ACK until Timer D.
    case completed(acknowledgement: SIPRequest, until: Duration)
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
    state = .calling(
      resendAt: isReliable ? nil : now + timers.t1, interval: timers.t1, giveUpAt: now + timers.patience)
  }

  public var deadline: Duration? {
    switch state {
    case .calling(let resendAt, _, let giveUpAt): min(resendAt ?? giveUpAt, giveUpAt)
    case .accepted(let until), .completed(_, let until): until
    case .proceeding, .terminated: nil
    }
  }

  public mutating func receive(_ response: SIPResponse, at now: Duration) -> [ClientTransactionEffect] {
    switch state {
    case .calling, .proceeding:
      if response.status.isProvisional {
        state = .proceeding
        return [.deliver(response)]
      }
      if response.status.isSuccess {
        state = .accepted(until: now + timers.patience)
        return [.deliver(response)]
      }
      let ack = request.acknowledgement(of: response)
      // Timer D: at least 32 s where the response may come again, none on reliable transports.
      state =
        isReliable
        ? .terminated : .completed(acknowledgement: ack, until: now + max(.seconds(32), timers.patience))
      return [.send(ack), .deliver(response)]
    case .accepted:
      return response.status.isSuccess ? [.deliver(response)] : []
    case .completed(let ack, _):
      return response.status.isFinal && !response.status.isSuccess ? [.send(ack)] : []
    case .terminated:
      return []
    }
  }

  /// Ends the retransmissions; a response that comes late is still taken.
  mutating func hush() {
    guard case .calling(_, let interval, let giveUpAt) = state else { return }
    state = .calling(resendAt: nil, interval: interval, giveUpAt: giveUpAt)
  }

  public mutating func transportFailed() -> [ClientTransactionEffect] {
    switch state {
    case .calling, .proceeding:
      state = .terminated
      return [.fail(.transport)]
    case .completed:
      state = .terminated
      return [.fail(.transport)]
    case .accepted, .terminated:
      return []
    }
  }

  public mutating func deadlineReached(at now: Duration) -> [ClientTransactionEffect] {
    switch state {
    case .calling(_, _, let giveUpAt) where now >= giveUpAt:
      state = .terminated
      return [.fail(.timedOut)]
    case .calling(let resendAt?, let interval, let giveUpAt) where now >= resendAt:
      state = .calling(resendAt: resendAt + interval * 2, interval: interval * 2, giveUpAt: giveUpAt)
      return [.send(request)]
    case .accepted(let until) where now >= until, .completed(_, let until) where now >= until:
      state = .terminated
      return []
    default:
      return []
    }
  }
}
