import Audio

/// One participant's place in a ``Room``: his frames, and whom he hears. A class so that no tick copies a frame's array.
final class Seat {
  let id: SeatID
  let participant: Participant
  var isMuted = false
  /// One bit a place: whom this seat hears. Bits of places that are empty say whether it will hear who comes.
  var hears = UInt64.max

  /// The frame that was published for the next tick.
  private var pending: [Int16]
  private var hasPending = false
  /// The frame that is heard in this tick.
  private(set) var frame: [Int16]
  /// Whether `frame` holds sound of this tick.
  private(set) var speaks = false

  init(id: SeatID, participant: Participant, frameSamples: Int) {
    self.id = id
    self.participant = participant
    pending = [Int16](repeating: 0, count: frameSamples)
    frame = pending
  }

  var bit: UInt64 { 1 << UInt64(id.place) }

  /// Keeps a copy; a second frame before the tick replaces the first.
  func publish(_ samples: Span<Int16>) {
    let count = min(samples.count, pending.count)
    for index in 0..<count { pending[index] = samples[index] }
    for index in count..<pending.count { pending[index] = 0 }
    hasPending = true
  }

  /// Takes the frame of this tick: what was published, or what the agent's queue has next.
  func advance(at now: Duration) {
    switch participant {
    case .phone:
      speaks = hasPending
      if hasPending { swap(&pending, &frame) }
      hasPending = false
    case .agent(_, _, let mouth):
      speaks = mouth.pull(into: &frame, at: now)
    }
  }
}
