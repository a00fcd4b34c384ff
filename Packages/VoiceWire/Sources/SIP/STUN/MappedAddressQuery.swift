/// Asks a STUN server once for our address, with the repeats of RFC 5389 §7.2.1: 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s
/// after the first, given up 8 s later. A value.
public struct MappedAddressQuery: Sendable {
  public enum Effect: Hashable, Sendable {
    case send(STUNMessage)
    case found(HostPort)
    case failed
  }
  private enum State: Sendable {
    case asking(resendAt: Duration, interval: Duration, left: Int)
    case waiting(giveUpAt: Duration)
    case over
  }

  private let request: STUNMessage
  private let firstInterval: Duration
  private var state: State = .over

  /// `interval` is the time to the first repeat (RTO).
  public init(transaction: [UInt8], interval: Duration = .milliseconds(500)) {
    request = STUNMessage(.bindingRequest, transaction: transaction)
    firstInterval = interval
  }

  public mutating func start(at now: Duration) -> [Effect] {
    state = .asking(resendAt: now + firstInterval, interval: firstInterval, left: 6)
    return [.send(request)]
  }

  public var deadline: Duration? {
    switch state {
    case .asking(let resendAt, _, _): resendAt
    case .waiting(let giveUpAt): giveUpAt
    case .over: nil
    }
  }

  /// Messages of other transactions change nothing.
  public mutating func receive(_ message: STUNMessage) -> [Effect] {
    if case .over = state { return [] }
    guard message.transaction == request.transaction, message.kind != .bindingRequest else { return [] }
    state = .over
    guard message.kind == .bindingResponse, let address = message.mappedAddress else { return [.failed] }
    return [.found(address)]
  }

  public mutating func deadlineReached(at now: Duration) -> [Effect] {
    switch state {
    case .asking(let resendAt, let interval, let left) where now >= resendAt:
      let next = interval * 2
      state =
        left > 1
        ? .asking(resendAt: resendAt + next, interval: next, left: left - 1)
        : .waiting(giveUpAt: resendAt + firstInterval * 16)
      return [.send(request)]
    case .waiting(let giveUpAt) where now >= giveUpAt:
      state = .over
      return [.failed]
    default:
      return []
    }
  }
}
