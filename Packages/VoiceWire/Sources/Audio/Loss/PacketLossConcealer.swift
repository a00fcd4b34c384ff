/// Fills the place of lost audio with the pitch of what was heard last, sinking to silence within 60 ms, and joins the
/// next real frame without a click. After ITU-T G.711 Appendix I, for any rate and without its delay.
///
/// Every frame of the stream passes through here, real ones by ``receive(_:)`` and missing ones by
/// ``conceal(into:)``. Nothing is allocated after `init`.
public struct PacketLossConcealer: Sendable {
  /// Samples made up since the start.
  public private(set) var concealedSamples = 0
  /// Whether the last frame was made up.
  public var isConcealing: Bool { missing > 0 }

  private let shortestPitch: Int
  private let longestPitch: Int
  /// Samples compared to find the pitch.
  private let template: Int
  /// Samples until made-up audio is silent.
  private let fadeSamples: Int
  /// Samples over which real audio takes over again.
  private let joinSamples: Int
  /// Compare every n-th sample only: pitch needs no more than 8000 Hz.
  private let stride: Int

  /// The last samples heard, oldest first.
  private var history: [Int16]
  /// One period, made so that its end runs into its start; only the first `pitch` places count.
  private var period: [Float]
  private var pitch = 0
  private var phase = 0
  /// Samples made up since the last real one.
  private var missing = 0

  public init(rate: SampleRate) {
    let perMillisecond = max(1, rate.hz / 1000)
    shortestPitch = 5 * perMillisecond
    longestPitch = 15 * perMillisecond
    template = 10 * perMillisecond
    fadeSamples = 60 * perMillisecond
    joinSamples = 5 * perMillisecond
    stride = max(1, rate.hz / 8000)
    history = [Int16](repeating: 0, count: 26 * perMillisecond)
    period = [Float](repeating: 0, count: 15 * perMillisecond)
  }

  /// Takes note of a real frame; the first one after a loss begins mixed with what was made up.
  public mutating func receive(_ frame: inout MutableSpan<Int16>) {
    if missing > 0 {
      let length = min(joinSamples, frame.count)
      for index in 0..<length {
        let weight = Float(index + 1) / Float(length + 1)
        frame[index] = Int16(clamping: Int((Float(frame[index]) * weight + nextMadeUp() * (1 - weight)).rounded()))
      }
      missing = 0
    }
    remember(frame.span)
  }

  /// Fills `frame` in place of one that is lost.
  public mutating func conceal(into frame: inout MutableSpan<Int16>) {
    let start = missing == 0
    if start { preparePeriod() }
    for index in frame.indices {
      var sample = nextMadeUp()
      if start, index < pitch / 4 {
        // The period starts somewhere else than the history ends: lead over with the history mirrored.
        let weight = Float(index + 1) / Float(pitch / 4 + 1)
        sample = sample * weight + Float(history[history.count - 1 - index]) * (1 - weight)
      }
      frame[index] = Int16(clamping: Int(sample.rounded()))
    }
    concealedSamples &+= frame.count
    remember(frame.span)
  }

  /// Forgets the stream so far.
  public mutating func reset() {
    for index in history.indices { history[index] = 0 }
    missing = 0
  }

  /// The next sample of the repeated period, sinking.
  private mutating func nextMadeUp() -> Float {
    guard missing < fadeSamples, pitch > 0 else {
      missing &+= 1
      return 0
    }
    let sample = period[phase] * Float(fadeSamples - missing) / Float(fadeSamples)
    phase = phase + 1 == pitch ? 0 : phase + 1
    missing += 1
    return sample
  }

  /// Copies the last period of the history, its last quarter blended into what preceded it.
  private mutating func preparePeriod() {
    pitch = likeliestPitch()
    phase = 0
    let start = history.count - pitch
    let overlap = pitch / 4
    for index in 0..<pitch { period[index] = Float(history[start + index]) }
    for index in 0..<overlap {
      let weight = Float(index + 1) / Float(overlap + 1)
      let place = pitch - overlap + index
      period[place] = period[place] * (1 - weight) + Float(history[start - overlap + index]) * weight
    }
  }

  /// The lag at which the end of the history looks most like what came before it.
  private func likeliestPitch() -> Int {
    let end = history.count
    var best = longestPitch
    var bestScore = -Float.infinity
    var lag = shortestPitch
    while lag <= longestPitch {
      var product: Float = 0
      var energy: Float = 1
      var index = end - template
      while index < end {
        let earlier = Float(history[index - lag])
        product += Float(history[index]) * earlier
        energy += earlier * earlier
        index += stride
      }
      let score = product <= 0 ? 0 : product * product / energy
      if score > bestScore {
        bestScore = score
        best = lag
      }
      lag += stride
    }
    return best
  }

  private mutating func remember(_ frame: Span<Int16>) {
    let kept = max(0, history.count - frame.count)
    let shift = history.count - kept
    for index in 0..<kept { history[index] = history[index + shift] }
    for index in kept..<history.count { history[index] = frame[frame.count - history.count + index] }
  }
}
