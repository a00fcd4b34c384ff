/// Makes keypresses out of event packets (RFC 4733 §2.5.2).
///
/// An event is known by its timestamp, not by its marker bit: the first packet may be lost, and gateways forget the
/// bit. Retransmitted ends are swallowed; an end that never comes is supplied after 120 ms without a packet.
public struct TelephoneEventReceiver: Sendable {
  private struct Current {
    let event: TelephoneEvent
    var timestamp: UInt32
    /// Of segments before this one, in ticks (§2.5.1.3).
    var before: Int64 = 0
    var duration: UInt16
    var heardAt: Duration
  }

  private enum State {
    case idle
    case pressed(Current)
    /// Further ends of the same event may come.
    case released(TelephoneEvent, timestamp: UInt32)
  }

  /// Longer than two packets of 50 ms.
  private static let patience = Duration.milliseconds(120)
  private let clockRate: Int64
  private var state = State.idle

  public init(clockRate: Int = 8000) {
    self.clockRate = Int64(max(1, clockRate))
  }

  /// When the end of the present event is to be supplied, nil when none is pressed.
  public var deadline: Duration? {
    if case .pressed(let current) = state { current.heardAt + Self.patience } else { nil }
  }

  /// Another stream begins: its timestamps mean nothing here.
  public mutating func reset() {
    state = .idle
  }

  /// Takes the payload of an event packet. Two changes come of the packet that begins an event while another is still
  /// pressed; else one or none.
  public mutating func receive(
    _ payload: Span<UInt8>, timestamp: UInt32, marker: Bool, at now: Duration
  ) -> (TelephoneEventChange?, TelephoneEventChange?) {
    guard payload.count >= 4, let event = TelephoneEvent(code: payload[0]) else { return (nil, nil) }
    let isEnd = payload[1] & 0x80 != 0
    let duration = payload.bigEndianUInt16(at: 2)
    switch state {
    case .released(let last, let known) where timestamp == known && event == last:
      return (nil, nil)
    case .released(_, let known) where isOlder(timestamp, than: known):
      return (nil, nil)
    case .pressed(var current) where event == current.event && isSame(timestamp, marker, as: current):
      if timestamp != current.timestamp {
        current.before &+= Int64(current.duration)
        current.timestamp = timestamp
        current.duration = 0
      }
      current.duration = max(current.duration, duration)
      current.heardAt = now
      guard isEnd else {
        state = .pressed(current)
        return (nil, nil)
      }
      return (release(current), nil)
    case .pressed(let current) where isOlder(timestamp, than: current.timestamp):
      return (nil, nil)
    case .pressed(let current):
      let ended = release(current)
      let (began, endedToo) = press(event, timestamp, duration, isEnd, now)
      // An event that is over within its first packet reports its end at the next deadline.
      if endedToo != nil {
        state = .pressed(Current(event: event, timestamp: timestamp, duration: duration, heardAt: now))
      }
      return (ended, began)
    case .idle, .released:
      return press(event, timestamp, duration, isEnd, now)
    }
  }

  /// Supplies the end of an event whose packets have ceased.
  public mutating func deadlineReached(at now: Duration) -> TelephoneEventChange? {
    guard case .pressed(let current) = state, now >= current.heardAt + Self.patience else { return nil }
    return release(current)
  }

  private mutating func press(
    _ event: TelephoneEvent, _ timestamp: UInt32, _ duration: UInt16, _ isEnd: Bool, _ now: Duration
  ) -> (TelephoneEventChange?, TelephoneEventChange?) {
    let current = Current(event: event, timestamp: timestamp, duration: duration, heardAt: now)
    guard isEnd else {
      state = .pressed(current)
      return (.began(event), nil)
    }
    return (.began(event), release(current))
  }

  private mutating func release(_ current: Current) -> TelephoneEventChange {
    state = .released(current.event, timestamp: current.timestamp)
    let ticks = current.before &+ Int64(current.duration)
    return .ended(current.event, lasted: .microseconds(ticks * 1_000_000 / clockRate))
  }

  /// The same timestamp, or the next segment of an event too long for one (§2.5.1.3).
  private func isSame(_ timestamp: UInt32, _ marker: Bool, as current: Current) -> Bool {
    timestamp == current.timestamp
      || (!marker && current.duration == .max && timestamp == current.timestamp &+ UInt32(UInt16.max))
  }

  private func isOlder(_ timestamp: UInt32, than known: UInt32) -> Bool {
    Int32(bitPattern: timestamp &- known) < 0
  }
}
