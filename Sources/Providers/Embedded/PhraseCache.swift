internal import Agents
internal import Audio

/// Speech of phrases that were spoken before, the last used kept longest, within a bound: a value.
struct PhraseCache: Sendable {
  struct Phrase: Hashable, Sendable {
    var text: String
    var voice: SpeechSettings
    var language: String
  }

  /// The most samples that are kept.
  let limit: Int
  private(set) var samples = 0
  private var clips: [Phrase: (clips: [SpeechClip], used: UInt64)] = [:]
  private var uses: UInt64 = 0

  init(limit: Int) { self.limit = limit }

  /// The speech of a phrase; makes it the last used.
  mutating func speech(of phrase: Phrase) -> [SpeechClip]? {
    guard let found = clips[phrase] else { return nil }
    uses &+= 1
    clips[phrase]?.used = uses
    return found.clips
  }

  /// Keeps the speech of a phrase, if it takes at most a tenth of the room; drops what was not used for longest.
  mutating func insert(_ speech: [SpeechClip], for phrase: Phrase) {
    let size = Self.size(speech)
    guard size > 0, size <= limit / 10 else { return }
    remove(phrase)
    while samples + size > limit, let oldest = clips.min(by: { $0.value.used < $1.value.used })?.key {
      remove(oldest)
    }
    uses &+= 1
    clips[phrase] = (speech, uses)
    samples += size
  }

  private mutating func remove(_ phrase: Phrase) {
    if let gone = clips.removeValue(forKey: phrase) { samples -= Self.size(gone.clips) }
  }

  private static func size(_ speech: [SpeechClip]) -> Int { speech.reduce(0) { $0 + $1.samples.count } }
}
