/// Turns keys to be dialled into event packets, one a tick (RFC 4733 §2.5.1).
///
/// Each event lasts 100 ms with a packet every tick, its last packet sent three times, and is followed by 80 ms
/// without events. Audio is not sent meanwhile; its timestamps go on counting, so they stand after the event's.
public struct TelephoneEventSender: Sendable {
  private enum State {
    /// May begin the next event when `pause` ticks have passed.
    case idle(pause: Int)
    case sending(TelephoneEvent, start: UInt32, sent: Int)
    /// The end goes out again this often.
    case ending(TelephoneEvent, start: UInt32, duration: UInt16, left: Int)
  }

  private let eventTicks: Int
  private let pauseTicks: Int
  private let capacity: Int
  private var waiting: [TelephoneEvent] = []
  private var state = State.idle(pause: 0)

  /// - Parameter capacity: keys that may wait.
  public init(clockRate: Int = 8000, capacity: Int = 64) {
    eventTicks = max(1, clockRate) / 10
    pauseTicks = max(1, clockRate) * 8 / 100
    self.capacity = capacity
    waiting.reserveCapacity(capacity)
  }

  /// Whether an event is under way or waits.
  public var isBusy: Bool {
    if case .idle = state { !waiting.isEmpty } else { true }
  }

  /// - Returns: false when too many wait.
  @discardableResult
  public mutating func dial(_ event: TelephoneEvent) -> Bool {
    guard waiting.count < capacity else { return false }
    waiting.append(event)
    return true
  }

  /// The packet for a tick that begins at `timestamp` and lasts `ticks`; nil when audio may be sent.
  public mutating func next(at timestamp: UInt32, ticks: Int) -> TelephoneEventPacket? {
    switch state {
    case .idle(let pause):
      guard pause <= 0, !waiting.isEmpty else {
        state = .idle(pause: max(0, pause - ticks))
        return nil
      }
      let event = waiting.removeFirst()
      return packet(event, start: timestamp, sent: 0, ticks: ticks)
    case .sending(let event, let start, let sent):
      return packet(event, start: start, sent: sent, ticks: ticks)
    case .ending(let event, let start, let duration, let left):
      state = left > 1 ? .ending(event, start: start, duration: duration, left: left - 1) : .idle(pause: pauseTicks)
      return TelephoneEventPacket(event: event, marker: false, timestamp: start, isEnd: true, duration: duration)
    }
  }

  private mutating func packet(_ event: TelephoneEvent, start: UInt32, sent: Int, ticks: Int) -> TelephoneEventPacket {
    let duration = sent + ticks
    let length = UInt16(clamping: duration)
    let isEnd = duration >= eventTicks
    state =
      isEnd
      ? .ending(event, start: start, duration: length, left: 2) : .sending(event, start: start, sent: duration)
    return TelephoneEventPacket(event: event, marker: sent == 0, timestamp: start, isEnd: isEnd, duration: length)
  }
}
