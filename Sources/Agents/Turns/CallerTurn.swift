/// What the caller says until the agent may answer: stretches of speech, and keys.
struct CallerTurn: Hashable, Sendable {
  enum Voice: Hashable, Sendable {
    /// Speaking since then.
    case speaking(since: Duration)
    /// Silent since then.
    case silent(since: Duration)
  }

  /// What is known of the words of one segment.
  enum Words: Hashable, Sendable {
    /// Asked at `since`. `again` is what to try if nothing comes of it; nil for the second try.
    case pending(WorkID, since: Duration, again: SpeechSegment?)
    case known(String)
  }

  struct Part: Hashable, Sendable {
    /// Nil for keys.
    let segment: Int?
    var words: Words
  }

  var voice: Voice
  let startedAt: Duration
  private(set) var parts: [Part] = []
  /// How long the last transcription took.
  private(set) var transcription: Duration?

  init(speakingSince start: Duration) {
    voice = .speaking(since: start)
    startedAt = start
  }

  /// A turn of nothing but keys.
  init(keys: String, at now: Duration) {
    voice = .silent(since: now)
    startedAt = now
    append(keys: keys)
  }

  var text: String {
    parts.compactMap { part in
      guard case .known(let text) = part.words, !text.isEmpty else { return nil }
      return text
    }
    .joined(separator: " ")
  }

  /// Work that is still going on, and since when.
  var pending: [(work: WorkID, since: Duration)] {
    parts.compactMap { if case .pending(let work, let since, _) = $0.words { (work, since) } else { nil } }
  }

  mutating func append(keys: String) {
    parts.append(Part(segment: nil, words: .known(KeyPresses.sentence(keys))))
  }

  /// `segment` is being transcribed as `work`; what was known of it before is void.
  /// - Returns: the work that this replaces, if it was still going on.
  mutating func ask(_ work: WorkID, for segment: SpeechSegment, again: SpeechSegment?, at now: Duration) -> WorkID? {
    let words = Words.pending(work, since: now, again: again)
    guard let index = parts.firstIndex(where: { $0.segment == segment.number }) else {
      parts.append(Part(segment: segment.number, words: words))
      return nil
    }
    var replaced: WorkID?
    if case .pending(let old, _, _) = parts[index].words { replaced = old }
    parts[index].words = words
    return replaced
  }

  /// - Returns: the segment to try once more, when nothing was understood for the first time.
  mutating func understood(_ text: String, from work: WorkID, at now: Duration) -> SpeechSegment? {
    guard let index = parts.firstIndex(where: { if case .pending(work, _, _) = $0.words { true } else { false } }),
      case .pending(_, let since, let again) = parts[index].words
    else { return nil }
    transcription = now - since
    let words = PlainText.isSpeakable(text) ? text.trimmingWhitespace() : ""
    if words.isEmpty, let again { return again }
    parts[index].words = .known(words)
    return nil
  }

  /// Nothing will come of `work`.
  mutating func giveUp(_ work: WorkID) {
    guard let index = parts.firstIndex(where: { if case .pending(work, _, _) = $0.words { true } else { false } })
    else { return }
    parts[index].words = .known("")
  }

  func awaits(_ work: WorkID) -> Bool { pending.contains { $0.work == work } }
}
