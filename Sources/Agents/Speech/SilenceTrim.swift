/// Cuts the silence that synthesizers put around a phrase: an answer is heard as soon as it is played, and what was
/// heard of a phrase that was cut off can be told from how much of it was played.
///
/// Works on speech as it comes, chunk by chunk: silence is held back until something sounds, and goes out with it or is
/// dropped at the end. Pauses inside a phrase stay. A phrase that is silent for longer than ``longest`` is let through:
/// it may be meant so.
struct SilenceTrim: Sendable {
  private enum State {
    /// Nothing sounded yet. `held` is the end of what came, `dropped` how many samples before it were cut.
    case waiting(held: [Int16], dropped: Int)
    /// `quiet` samples came since the last sound; `held` of them were not given out.
    case sounding(quiet: Int, held: [Int16])
  }

  /// What stays before the first sound, so that soft consonants are heard, in milliseconds.
  static let lead = 20
  /// What stays after the last sound: the pause between two sentences, in milliseconds.
  static let tail = 300
  /// The most that is cut before the first sound, in milliseconds.
  static let longest = 2000
  /// Samples up to this are silence: −50 dBFS.
  static let silence: UInt16 = 104

  private var state = State.waiting(held: [], dropped: 0)
  private let leadSamples: Int
  private let tailSamples: Int
  private let limit: Int

  /// - Parameter rate: samples a second.
  init(rate: Int) {
    leadSamples = rate * Self.lead / 1000
    tailSamples = rate * Self.tail / 1000
    limit = rate * Self.longest / 1000
  }

  /// What of `samples` is to be heard now, after what was held back before it.
  mutating func process(_ samples: [Int16]) -> [Int16] {
    switch state {
    case .waiting(let held, let dropped): begin(held + samples, dropped: dropped)
    case .sounding(let quiet, let held): goOn(samples, quiet: quiet, held: held)
    }
  }

  /// What is still held back: all there is of a phrase in which nothing sounded, else silence to drop.
  mutating func finish() -> [Int16] {
    guard case .waiting(let held, _) = state else { return [] }
    state = .sounding(quiet: 0, held: [])
    return held
  }

  private mutating func begin(_ waiting: [Int16], dropped: Int) -> [Int16] {
    if let sound = waiting.firstIndex(where: Self.isSound) {
      return goOn(Array(waiting[max(0, sound - leadSamples)...]), quiet: 0, held: [])
    }
    let excess = max(0, waiting.count - leadSamples)
    guard dropped + excess < limit else {
      state = .sounding(quiet: 0, held: [])
      return waiting
    }
    state = .waiting(held: Array(waiting[excess...]), dropped: dropped + excess)
    return []
  }

  private mutating func goOn(_ samples: [Int16], quiet: Int, held: [Int16]) -> [Int16] {
    let sounding = samples.lastIndex(where: Self.isSound).map { $0 + 1 }
    let quietBefore = sounding == nil ? quiet : 0
    let end = sounding ?? 0
    let given = min(samples.count, end + max(0, tailSamples - quietBefore))
    let rest = samples[given...]
    state = .sounding(quiet: quietBefore + samples.count - end, held: sounding == nil ? held + rest : Array(rest))
    return (sounding == nil ? [] : held) + samples[..<given]
  }

  private static func isSound(_ sample: Int16) -> Bool { sample.magnitude > silence }
}
