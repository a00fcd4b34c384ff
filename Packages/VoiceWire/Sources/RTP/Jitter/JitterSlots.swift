/// The packets a jitter buffer holds, by sequence number modulo their count. Allocated once.
struct JitterSlots: Sendable {
  struct Slot: Sendable {
    /// The sequence number it holds, −1 for none.
    var sequence: Int64 = -1
    var timestamp: Int64 = 0
    var ticks = 0
    var bytes = 0
    var payloadType: UInt8 = 0

    /// It only keeps the place of a packet that was no audio.
    var isPlaceholder: Bool { ticks == 0 }
  }

  let slotBytes: Int
  private var slots: [Slot]
  private var storage: [UInt8]

  init(count: Int, slotBytes: Int) {
    self.slotBytes = slotBytes
    slots = Array(repeating: Slot(), count: count)
    storage = Array(repeating: 0, count: count * slotBytes)
  }

  var count: Int { slots.count }

  subscript(sequence: Int64) -> Slot? {
    let slot = slots[place(of: sequence)]
    return slot.sequence == sequence ? slot : nil
  }

  mutating func store(_ slot: Slot, payload: Span<UInt8>) {
    let index = place(of: slot.sequence)
    slots[index] = slot
    let start = index * slotBytes
    let count = min(payload.count, slotBytes)
    var bytes = storage.mutableSpan
    for offset in 0..<count { bytes[start + offset] = payload[offset] }
  }

  /// Copies what fits.
  func copyPayload(of slot: Slot, into payload: inout MutableSpan<UInt8>) -> Int {
    let start = place(of: slot.sequence) * slotBytes
    let count = min(slot.bytes, payload.count)
    let bytes = storage.span
    for offset in 0..<count { payload[offset] = bytes[start + offset] }
    return count
  }

  mutating func free(_ sequence: Int64) {
    slots[place(of: sequence)].sequence = -1
  }

  mutating func freeAll() {
    for index in slots.indices { slots[index].sequence = -1 }
  }

  private func place(of sequence: Int64) -> Int {
    Int(truncatingIfNeeded: UInt64(bitPattern: sequence) % UInt64(slots.count))
  }
}
