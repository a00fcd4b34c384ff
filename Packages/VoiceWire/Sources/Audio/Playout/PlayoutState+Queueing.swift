/// The agent's side: what is queued, held, dropped and asked.
extension PlayoutState {
  mutating func append(_ samples: [Int16], clip: ClipID) -> Int {
    guard let slot = openSlot(for: clip) else { return 0 }
    let accepted = min(samples.count, capacity - queued)
    refused += samples.count - accepted
    guard accepted > 0 else { return 0 }
    chunks.append(Chunk(samples: samples, next: 0, end: accepted, slot: slot))
    slots[slot].clip.samplesAccepted += accepted
    slots[slot].queued += accepted
    queued += accepted
    return accepted
  }

  mutating func finish(_ clip: ClipID) {
    guard let slot = openSlot(for: clip) else { return }
    slots[slot].clip.ending = .finished
  }

  /// - Returns: the chunks that are no longer needed, for the caller to free outside the lock.
  mutating func stop(fadeSamples: Int) -> [Chunk] {
    let old = chunks
    let tail = flow == .paused ? [] : fadedTail(of: fadeSamples)
    for slot in slots.indices where !slots[slot].isOver {
      slots[slot].clip.ending = .stopped
      slots[slot].queued = 0
    }
    chunks = tail
    head = 0
    queued = 0
    for chunk in tail {
      slots[chunk.slot].queued += chunk.end
      queued += chunk.end
    }
    if flow != .running {
      flow = .running
      if tail.isEmpty { gain = 1 }
    }
    return old
  }

  mutating func pause() {
    guard flow == .running else { return }
    flow = gain == 0 || queued == 0 ? .paused : .pausing
    if flow == .paused { gain = 0 }
  }

  mutating func resume() { flow = .running }

  /// Chunks played since the last time, for the caller to free outside the lock.
  mutating func takeSpent() -> [Chunk] {
    guard head > 0 else { return [] }
    let spent = Array(chunks[..<head])
    chunks.removeSubrange(..<head)
    head = 0
    return spent
  }

  var position: PlayoutPosition {
    let activity: PlayoutPosition.Activity
    if flow != .running {
      activity = .paused
    } else if queued > 0 {
      activity = .playing
    } else {
      activity = slots.contains { $0.clip.ending == .open } ? .waiting : .idle
    }
    let clips = slots.sorted { $0.order < $1.order }.map(\.clip)
    return PlayoutPosition(activity: activity, clips: clips, samplesQueued: queued)
  }

  /// The place of a clip that may take samples: its own, a new one, or that of the clip that was over first.
  private mutating func openSlot(for clip: ClipID) -> Int? {
    if let known = slots.firstIndex(where: { $0.clip.id == clip }) {
      return slots[known].clip.ending == .open ? known : nil
    }
    let slot = Slot(
      clip: .init(id: clip, samplesPlayed: 0, samplesAccepted: 0, startedAt: nil, ending: .open), queued: 0,
      order: began)
    if slots.count < Self.slotLimit {
      slots.append(slot)
      began += 1
      return slots.count - 1
    }
    let over = slots.indices.filter { slots[$0].isOver && !isReferred($0) }
    guard let oldest = over.min(by: { slots[$0].order < slots[$1].order }) else { return nil }
    slots[oldest] = slot
    began += 1
    return oldest
  }

  private func isReferred(_ slot: Int) -> Bool { chunks[head...].contains { $0.slot == slot } }

  /// The next `count` samples, sinking to zero, as chunks of their own.
  private func fadedTail(of count: Int) -> [Chunk] {
    let length = min(count, queued)
    var tail: [Chunk] = []
    var done = 0
    for chunk in chunks[head...] where done < length && chunk.next < chunk.end {
      let part = min(chunk.end - chunk.next, length - done)
      let faded = (0..<part).map { index in
        Int16(Int(chunk.samples[chunk.next + index]) * (length - done - index - 1) / length)
      }
      tail.append(Chunk(samples: faded, next: 0, end: part, slot: chunk.slot))
      done += part
    }
    return tail
  }
}
