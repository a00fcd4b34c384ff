internal import Audio

/// What an utterance consists of, and how much of it was really heard.
struct PlayoutLedger: Hashable, Sendable {
  struct Clip: Hashable, Sendable {
    let work: WorkID
    let text: String
    var samples = 0
    var played = 0
    var isMade = false
    var startedAt: Duration?

    var isOver: Bool { isMade && played >= samples }
  }

  private(set) var clips: [Clip] = []
  let rate: SampleRate

  init(rate: SampleRate) { self.rate = rate }

  mutating func add(_ work: WorkID, text: String) { clips.append(Clip(work: work, text: text)) }

  mutating func queued(_ samples: Int, of work: WorkID) { change(work) { $0.samples += samples } }

  mutating func made(_ work: WorkID) { change(work) { $0.isMade = true } }

  func samples(of work: WorkID) -> Int { clips.first { $0.work == work }?.samples ?? 0 }

  /// Nothing more comes of it: what is not played was never said.
  mutating func drop(_ work: WorkID) {
    change(work) { $0.isMade = true }
    clips.removeAll { $0.work == work && $0.samples == 0 }
  }

  mutating func update(_ progress: [ClipProgress]) {
    for one in progress {
      change(one.work) {
        $0.played = max($0.played, one.samplesPlayed)
        $0.startedAt = $0.startedAt ?? one.startedAt
      }
    }
  }

  var isPlayedOut: Bool { clips.allSatisfy(\.isOver) }

  /// When the first sound was played; nil before.
  var startedAt: Duration? { clips.lazy.compactMap(\.startedAt).min() }

  /// Queued and not yet played.
  var remaining: Duration {
    rate.duration(ofSamples: clips.reduce(0) { $0 + max(0, $1.samples - $1.played) })
  }

  /// Whole text.
  var text: String { clips.map(\.text).joined(separator: " ") }

  /// What the caller heard: whole clips, and of a clip that was cut off the words that the played share of it reaches.
  var heard: String {
    clips.map(heard(of:)).filter { !$0.isEmpty }.joined(separator: " ")
  }

  private func heard(of clip: Clip) -> String {
    if clip.isOver { return clip.played > 0 ? clip.text : "" }
    // Of a clip that is still being made the length is a guess: a person says about 14 characters a second.
    let guess = rate.hz * clip.text.count / 14
    let total = max(1, clip.isMade ? clip.samples : max(clip.samples, guess))
    // Letters last about equally long. A word counts when three quarters of it were played.
    var words: [Substring] = []
    var before = 0
    for word in clip.text.split(whereSeparator: \.isWhitespace) {
      guard 4 * clip.text.count * clip.played >= (4 * before + 3 * word.count) * total else { break }
      words.append(word)
      before += word.count + 1
    }
    return words.joined(separator: " ")
  }

  private mutating func change(_ work: WorkID, _ body: (inout Clip) -> Void) {
    guard let index = clips.firstIndex(where: { $0.work == work }) else { return }
    body(&clips[index])
  }
}
