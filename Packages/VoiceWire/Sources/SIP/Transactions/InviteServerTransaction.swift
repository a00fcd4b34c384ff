/// The server side of an INVITE (RFC 3261 §17.2.1, corrected by RFC 6026 §7.1).
///
/// The caller sends the 100 himself; retransmissions of a 2xx are his too (§13.3.1.4).
public struct InviteServerTransaction: Sendable {
  public enum State: Hashable, Sendable {
    /// No final response yet. Leaves on one; `last` is the provisional sent again for a repeated INVITE.
    case proceeding(last: SIPResponse?)
    /// A 2xx was sent; repeated INVITEs are absorbed until Timer L.
    case accepted(until: Duration)
    /// Another final response was sent and waits for its ACK. `resendAt` is Timer G, nil on reliable transports;
    /// `giveUpAt` is Timer H.
    case completed(response: SIPResponse, resendAt: Duration?, interval: Duration, giveUpAt: Duration)
    /// The ACK came; its repeats are absorbed until Timer I.
    case confirmed(until: Duration)
    case terminated
  }

  public enum Effect: Hashable, Sendable {
    case send(SIPResponse)
    /// An ACK with the branch of an INVITE that got a 2xx, as RFC 2543 elements send it.
    case deliver(acknowledgement: SIPRequest)
    /// No ACK within Timer H.
    case unacknowledged
  }

  public private(set) var state: State
  private let isReliable: Bool
  private let timers: TransactionTimers

  public init(isReliable: Bool, timers: TransactionTimers = TransactionTimers()) {
    state = .proceeding(last: nil)
    self.isReliable = isReliable
    self.timers = timers
  }

  public var deadline: Duration? {
    switch state {
    case .proceeding, .terminated: nil
    case .accepted(let until), .confirmed(let until): until
    case .completed(_, let resendAt, _, let giveUpAt): min(resendAt ?? giveUpAt, giveUpAt)
    }
  }

  /// A repeat of the INVITE, or the ACK.
  public mutating func receive(_ request: SIPRequest, at now: Duration) -> [Effect] {
    let isAck = request.method == .ack
    switch state {
    case .proceeding(let last):
      return isAck ? [] : last.map { [.send($0)] } ?? []
    case .accepted:
      return isAck ? [.deliver(acknowledgement: request)] : []
    case .completed(let response, _, _, _):
      guard isAck else { return [.send(response)] }
      state = isReliable ? .terminated : .confirmed(until: now + timers.t4)
      return []
    case .confirmed, .terminated:
      return []
    }
  }

  /// Sends a response, where the state still allows one.
  public mutating func respond(_ response: SIPResponse, at now: Duration) -> [Effect] {
    switch state {
    case .proceeding:
      if response.status.isProvisional {
        state = .proceeding(last: response)
      } else if response.status.isSuccess {
        state = .accepted(until: now + timers.patience)
      } else {
        state = .completed(
          response: response, resendAt: isReliable ? nil : now + timers.t1, interval: timers.t1,
          giveUpAt: now + timers.patience)
      }
      return [.send(response)]
    case .accepted:
      return response.status.isSuccess ? [.send(response)] : []
    case .completed, .confirmed, .terminated:
      return []
    }
  }

  public mutating func deadlineReached(at now: Duration) -> [Effect] {
    switch state {
    case .accepted(let until) where now >= until, .confirmed(let until) where now >= until:
      state = .terminated
      return []
    case .completed(_, _, _, let giveUpAt) where now >= giveUpAt:
      state = .terminated
      return [.unacknowledged]
    case .completed(let response, let resendAt?, let interval, let giveUpAt) where now >= resendAt:
      let next = min(interval * 2, timers.t2)
      state = .completed(response: response, resendAt: resendAt + next, interval: next, giveUpAt: giveUpAt)
      return [.send(response)]
    default:
      return []
    }
  }
}
