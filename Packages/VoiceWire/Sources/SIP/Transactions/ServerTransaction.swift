/// The server side of any request but INVITE and ACK (RFC 3261 §17.2.2).
public struct ServerTransaction: Sendable {
  public enum State: Hashable, Sendable {
    /// Nothing was answered; repeats are absorbed.
    case trying
    case proceeding(last: SIPResponse)
    /// The final response, sent again for each repeat until Timer J.
    case completed(response: SIPResponse, until: Duration)
    case terminated
  }

  public private(set) var state: State = .trying
  private let isReliable: Bool
  private let timers: TransactionTimers

  public init(isReliable: Bool, timers: TransactionTimers = TransactionTimers()) {
    self.isReliable = isReliable
    self.timers = timers
  }

  public var deadline: Duration? {
    if case .completed(_, let until) = state { until } else { nil }
  }

  /// The request came again: what is to be sent for it, if anything.
  public func receiveRepeat() -> SIPResponse? {
    switch state {
    case .trying, .terminated: nil
    case .proceeding(let last): last
    case .completed(let response, _): response
    }
  }

  /// True when the response is to be sent; false when a final one already was.
  public mutating func respond(_ response: SIPResponse, at now: Duration) -> Bool {
    switch state {
    case .trying, .proceeding:
      if response.status.isProvisional {
        state = .proceeding(last: response)
      } else {
        state = isReliable ? .terminated : .completed(response: response, until: now + timers.patience)
      }
      return true
    case .completed, .terminated:
      return false
    }
  }

  public mutating func deadlineReached(at now: Duration) {
    if case .completed(_, let until) = state, now >= until { state = .terminated }
  }
}
