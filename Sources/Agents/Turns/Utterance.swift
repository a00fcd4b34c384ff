internal import Audio
internal import Identifiers

/// What the agent is saying: a phrase of its own or an answer of its model.
struct Utterance: Equatable, Sendable {
  /// What follows when all was said.
  enum Sequel: Equatable, Sendable {
    case listen
    case press(KeySequence)
    case transfer(TransferTarget, ToolCall)
    case end(ConversationEnd)
  }

  /// The clip that is being synthesized. The next sound must come before `until`.
  struct Making: Hashable, Sendable {
    let work: WorkID
    let askedAt: Duration
    var until: Duration
  }

  var ledger: PlayoutLedger
  /// Text that is not yet with the synthesizer.
  var waiting: [String]
  var making: Making?
  /// Nil for phrases.
  var answer: Answer?
  var sequel: Sequel
  /// A question into the silence does not end the silence.
  var isPrompt = false
  /// From asking the synthesizer to its first sound, of the first piece.
  var synthesis: Duration?
  /// When playing it counts as stuck; moves with each progress.
  var stuckAt: Duration

  /// A phrase.
  init(_ text: [String], then sequel: Sequel, rate: SampleRate, at now: Duration) {
    ledger = PlayoutLedger(rate: rate)
    waiting = text
    self.sequel = sequel
    stuckAt = now
  }

  init(_ answer: Answer, rate: SampleRate, at now: Duration) {
    self.init([], then: .listen, rate: rate, at: now)
    self.answer = answer
  }

  /// Nothing more will be added to what is queued.
  var isComplete: Bool { waiting.isEmpty && making == nil && answer?.isOpen != true }

  var isOver: Bool { isComplete && ledger.isPlayedOut }

  var deadline: Duration? {
    let isPlaying = making == nil && !ledger.isPlayedOut
    return [engineDeadline, isPlaying ? stuckAt : nil].compactMap { $0 }.min()
  }

  /// When the engines must have done more.
  var engineDeadline: Duration? {
    var deadlines: [Duration] = []
    switch answer?.stage {
    case .generating(_, _, let until): deadlines.append(until)
    case .working(let tools): deadlines += [tools.until, tools.sayAt]
    case .complete, nil: break
    }
    if let making { deadlines.append(making.until) }
    return deadlines.min()
  }

  /// All work that is still going on.
  var work: [WorkID] {
    var work: [WorkID] = []
    switch answer?.stage {
    case .generating(let id, _, _): work.append(id)
    case .working(let tools): work += tools.pending
    case .complete, nil: break
    }
    if let making { work.append(making.work) }
    return work
  }
}
