/// Puts packets of one stream back in order and in time.
///
/// ```swift
/// buffer.insert(packet, payload: bytes, ticks: 160, at: now)        // as packets arrive
/// buffer.next(wanted: 160, isQuiet: quiet, into: &payload, at: now)  // until 20 ms are there
/// ```
/// The delay follows the jitter that is seen, within bounds. It is changed where nobody hears it: in pauses of the
/// sender, in quiet frames, in gaps that are lost anyway; only a delay far off is shortened amid speech. The drift
/// between the sender's clock and ours shows as a delay that moves away, and is corrected the same way.
///
/// Whoever feeds it decides what belongs to the stream (`ReceptionStatistics.Verdict`) and calls `reset` when another
/// stream begins. Nothing is allocated after `init`. All positions count ticks of the media clock.
public struct JitterBuffer: Sendable {
  private enum Phase {
    /// No packet yet.
    case empty
    /// Packets wait for the first one's time.
    case filling
    /// `position` is the timestamp to be played next; `starved` ticks were filled by others since it last moved.
    case playing(position: Int64, starved: Int64)
  }

  public private(set) var counts = JitterCounts()

  private let clockRate: Int64
  private var slots: JitterSlots
  private var estimator: DelayEstimator
  private var phase = Phase.empty
  /// The sequence number to be played next.
  private var nextSequence: Int64 = 0
  private var newestSequence: Int64 = 0
  /// Of the newest packet of audio.
  private var newestTimestamp: Int64?
  /// No correction before this time, in ticks.
  private var calmUntil = Int64.min
  /// How far behind its transit the last frame was played.
  private var lastDelay: Int64 = 0

  public init(_ settings: JitterSettings = JitterSettings()) {
    clockRate = Int64(max(1000, settings.clockRate))
    slots = JitterSlots(count: settings.slots, slotBytes: settings.slotBytes)
    estimator = DelayEstimator(
      clockRate: settings.clockRate, least: settings.leastDelay, most: settings.mostDelay,
      initial: settings.initialDelay)
  }

  /// The delay aimed at.
  public var targetDelay: Duration { duration(estimator.target) }
  /// The delay at which the last frame was played, beyond the fastest packet's.
  public var delay: Duration { duration(lastDelay) }

  /// Forgets all packets: another stream begins. What was learned of the path stays.
  public mutating func reset() {
    slots.freeAll()
    estimator.rebase()
    newestTimestamp = nil
    phase = .empty
  }

  /// Takes a packet of audio of `ticks` length. Late, double and oversized ones are counted and dropped.
  public mutating func insert(_ packet: RTPPacket, payload: Span<UInt8>, ticks: Int, at now: Duration) {
    guard payload.count <= slots.slotBytes, ticks > 0 else {
      counts.discarded &+= 1
      return
    }
    var sequence = begin(at: packet.sequence)
    var timestamp = Wrapped.unwrap(packet.timestamp, near: newestTimestamp ?? Int64(packet.timestamp))
    if let newestTimestamp, sequence > newestSequence, timestamp < newestTimestamp {
      // The sender set its clock back: nothing that waits fits to what comes.
      reset()
      sequence = begin(at: packet.sequence)
      timestamp = Int64(packet.timestamp)
    }
    let arrival = now.ticks(of: clockRate)
    estimator.record(transit: arrival &- timestamp, arrival: arrival)
    guard makeRoom(for: sequence) else { return }
    newestTimestamp = max(newestTimestamp ?? timestamp, timestamp)
    slots.store(
      .init(
        sequence: sequence, timestamp: timestamp, ticks: ticks, bytes: payload.count,
        payloadType: packet.payloadType),
      payload: payload)
  }

  /// Keeps the place of a packet that is no audio (an event, comfort noise), so that it is not taken for lost.
  public mutating func insertPlaceholder(for packet: RTPPacket) {
    let sequence = begin(at: packet.sequence)
    guard makeRoom(for: sequence) else { return }
    slots.store(.init(sequence: sequence), payload: [UInt8]().span)
  }

  /// Takes a packet that tells the noise of a pause (RFC 3389), which lasts no time itself.
  public mutating func insertComfort(_ packet: RTPPacket, payload: Span<UInt8>) {
    guard !payload.isEmpty, payload.count <= slots.slotBytes else { return insertPlaceholder(for: packet) }
    let sequence = begin(at: packet.sequence)
    guard makeRoom(for: sequence) else { return }
    slots.store(.init(sequence: sequence, bytes: payload.count, payloadType: packet.payloadType), payload: payload)
  }

  /// After `next` answered `lost`: copies the packet that follows the gap, when the gap is all of it. A codec that
  /// repeats itself has the end of the gap there (RFC 6716 §2.1.7).
  ///
  /// - Returns: the bytes that were copied, zero when that packet is not there.
  public func peek(into payload: inout MutableSpan<UInt8>) -> Int {
    guard case .playing(let position, _) = phase, let slot = nextSlot(), !slot.isPlaceholder,
      slot.timestamp == position
    else { return 0 }
    return slots.copyPayload(of: slot, into: &payload)
  }

  /// The sequence number carried on, after the first packet has opened the buffer.
  private mutating func begin(at wrapped: UInt16) -> Int64 {
    if case .empty = phase {
      // High enough that packets from before the first stay positive.
      newestSequence = Int64(wrapped) &+ 1 << 16
      nextSequence = newestSequence
      phase = .filling
    }
    return Wrapped.unwrap(wrapped, near: newestSequence)
  }

  /// Whether there is a free place; moves the window when the packet lies beyond it.
  private mutating func makeRoom(for sequence: Int64) -> Bool {
    if sequence < nextSequence {
      guard case .filling = phase, newestSequence &- sequence < Int64(slots.count) else {
        counts.late &+= 1
        return false
      }
      nextSequence = sequence
    } else if sequence >= nextSequence &+ Int64(slots.count) {
      let first = sequence &- Int64(slots.count) &+ 1
      // At most every place is freed, however far the jump.
      for dropped in nextSequence..<min(first, nextSequence &+ Int64(slots.count)) where slots[dropped] != nil {
        slots.free(dropped)
        counts.discarded &+= 1
      }
      nextSequence = first
    }
    guard slots[sequence] == nil else {
      counts.duplicate &+= 1
      return false
    }
    newestSequence = max(newestSequence, sequence)
    return true
  }

  /// What to play next. Call until enough is there; each answer but `waiting` and `comfort` moves the stream on by its
  /// ticks.
  ///
  /// - Parameters:
  ///   - wanted: ticks still missing to fill the caller's frame.
  ///   - held: ticks decoded before that will be played first.
  ///   - isQuiet: whether what was played last is so quiet that a cut beside it is not heard.
  ///   - payload: takes the payload of a frame; as large as a slot.
  public mutating func next(
    wanted: Int, held: Int = 0, isQuiet: Bool, into payload: inout MutableSpan<UInt8>, at now: Duration
  ) -> Playout {
    let time = now.ticks(of: clockRate) &+ Int64(held)
    let step = Int64(max(1, wanted))
    while true {
      guard let slot = nextSlot() else {
        if case .playing(let position, let starved) = phase {
          if starved == 0 { counts.starved &+= 1 }
          phase = .playing(position: position, starved: starved &+ step)
        }
        return .waiting
      }
      if slot.isPlaceholder {
        let bytes = slots.copyPayload(of: slot, into: &payload)
        consume(slot)
        if bytes > 0 { return .comfort(bytes: bytes) }
        continue
      }
      guard let position = position(before: slot, at: time) else { return .waiting }
      let gap = slot.timestamp &- position
      if gap > 0 {
        let isPause = slot.sequence == nextSequence
        let ticks = min(gap, step)
        if ticks == gap { nextSequence = slot.sequence }
        phase = .playing(position: position &+ ticks, starved: 0)
        if !isPause { counts.concealed &+= 1 }
        return isPause ? .silence(ticks: Int(ticks)) : .lost(ticks: Int(ticks))
      }
      if gap <= -Int64(slot.ticks) {
        // It came while its neighbours were being concealed, and its own time has passed.
        counts.late &+= 1
        consume(slot)
        continue
      }
      lastDelay = time &- slot.timestamp &- estimator.base
      switch correction(of: slot, isQuiet: isQuiet, at: time) {
      case .none: break
      case .skip:
        counts.skipped &+= 1
        consume(slot)
        phase = .playing(position: slot.timestamp &+ Int64(slot.ticks), starved: 0)
        continue
      case .stretch:
        counts.stretched &+= 1
        phase = .playing(position: position, starved: 0)
        return .stretch(ticks: Int(step))
      }
      counts.played &+= 1
      let bytes = slots.copyPayload(of: slot, into: &payload)
      consume(slot)
      phase = .playing(position: slot.timestamp &+ Int64(slot.ticks), starved: 0)
      return .frame(bytes: bytes, payloadType: slot.payloadType, ticks: slot.ticks)
    }
  }

  /// The timestamp at which the listener is when `slot` is looked at: time that was filled without us, and time that
  /// the stream owes, are taken out of the gap before it. Nil while the first packet's time has not come.
  private func position(before slot: JitterSlots.Slot, at time: Int64) -> Int64? {
    let due = time &- estimator.base &- estimator.target
    switch phase {
    case .empty: return nil
    case .filling: return due >= slot.timestamp ? slot.timestamp : nil
    case .playing(let position, let starved):
      let gap = slot.timestamp &- position
      guard gap > 0 else { return position }
      // A gap no pause explains: the sender set its clock forward.
      if gap > 60 &* clockRate { return slot.timestamp }
      let passed = position &+ min(gap, starved)
      let isPause = slot.sequence == nextSequence
      // A pause sets the delay anew; a loss only takes back what is far off.
      return isPause || due &- passed > slack ? max(passed, min(slot.timestamp, due)) : passed
    }
  }

  private enum Correction { case none, skip, stretch }

  /// Whether the delay is so far off its target that a frame is to be left out or silence put in before `slot`.
  private mutating func correction(of slot: JitterSlots.Slot, isQuiet: Bool, at time: Int64) -> Correction {
    guard time >= calmUntil else { return .none }
    let excess = lastDelay &- estimator.target
    let hasMore = slot.sequence < newestSequence
    if hasMore, isQuiet, excess > max(slack, Int64(slot.ticks) &+ slack / 3) {
      calmUntil = time &+ clockRate / 10
      return .skip
    }
    if hasMore, excess > 4 &* slack {
      // Every third frame; every other one while half a second is to be made up.
      calmUntil = time &+ (excess > 16 &* slack ? clockRate / 50 : clockRate / 25)
      return .skip
    }
    if isQuiet, excess < -clockRate / 100 {
      calmUntil = time &+ clockRate / 5
      return .stretch
    }
    return .none
  }

  /// 30 ms: what the tick and the width of a packet move the delay anyway.
  private var slack: Int64 { clockRate * 3 / 100 }

  /// The oldest packet at or after the next sequence number.
  private func nextSlot() -> JitterSlots.Slot? {
    guard nextSequence <= newestSequence else { return nil }
    if case .empty = phase { return nil }
    for sequence in nextSequence...newestSequence {
      if let slot = slots[sequence] { return slot }
    }
    return nil
  }

  private mutating func consume(_ slot: JitterSlots.Slot) {
    slots.free(slot.sequence)
    nextSequence = slot.sequence &+ 1
  }

  private func duration(_ ticks: Int64) -> Duration { .microseconds(ticks * 1_000_000 / clockRate) }
}
