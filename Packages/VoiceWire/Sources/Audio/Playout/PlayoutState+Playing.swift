/// The media thread's side: frames out of what is queued, without allocating.
extension PlayoutState {
  /// Fills `frame`; true if a sample of a clip is in it.
  mutating func fill(_ frame: UnsafeMutableBufferPointer<Int16>, at now: Duration) -> Bool {
    var filled = 0
    while filled < frame.count, flow != .paused, head < chunks.count {
      filled += play(into: UnsafeMutableBufferPointer(rebasing: frame[filled...]), at: now)
      if chunks[head].next == chunks[head].end { head += 1 }
    }
    if filled < frame.count {
      release(into: UnsafeMutableBufferPointer(rebasing: frame[filled...]))
      settleGain()
    }
    return filled > 0
  }

  /// Plays from the first chunk, at most to its end.
  private mutating func play(into frame: UnsafeMutableBufferPointer<Int16>, at now: Duration) -> Int {
    let start = chunks[head].next
    let wanted = min(frame.count, chunks[head].end - start)
    let target: Float = flow == .running ? 1 : 0
    var count = 0
    while count < wanted {
      let sample = chunks[head].samples[start + count]
      frame[count] = gain == 1 ? sample : sample.scaled(by: gain)
      count += 1
      guard gain != target else { continue }
      gain = gain < target ? min(target, gain + slope) : max(target, gain - slope)
      if gain == 0, flow == .pausing {
        flow = .paused
        break
      }
    }
    if flow == .pausing, gain == 0 { flow = .paused }
    guard count > 0 else { return 0 }
    last = frame[count - 1]
    let slot = chunks[head].slot
    if slots[slot].clip.startedAt == nil { slots[slot].clip.startedAt = now }
    slots[slot].clip.samplesPlayed += count
    slots[slot].queued -= count
    chunks[head].next += count
    queued -= count
    return count
  }

  /// Nothing sounds now, so the gain may go where it is headed in one step.
  private mutating func settleGain() {
    switch flow {
    case .running: if queued == 0 { gain = 1 }
    case .pausing, .paused:
      flow = .paused
      gain = 0
    }
  }

  /// Silence, reached from the last sample without a step.
  private mutating func release(into frame: UnsafeMutableBufferPointer<Int16>) {
    let from = Int(last)
    for index in frame.indices {
      frame[index] = index < releaseSamples ? Int16(from * (releaseSamples - index - 1) / releaseSamples) : 0
    }
    last = 0
  }
}
