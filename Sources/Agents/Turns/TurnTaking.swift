public import Audio

/// A conversation's turns as one value: who has the floor, what is being decided, and by when.
///
/// Events and the time go in, effects come out. It owns no clock and no engine: the shell performs the effects in
/// order, tells what came of them, and calls ``deadlineReached(at:)`` when ``deadline`` has come.
public struct TurnTaking: Sendable {
  public let plan: ConversationPlan
  public let phrases: Phrases
  public let limits: TurnLimits

  var floor = Floor.waiting
  let endpointing: Endpointing
  let interruption = Interruption()
  /// The patience with a silent caller; it counts while the floor is quiet.
  var silence: SilencePrompts
  var keys = KeyPresses()
  /// Whatever happens, the call ends then. Nil before the start and without a limit.
  var latestEnd: Duration?
  /// What was said so far, as the model is told.
  var history: [ModelTurn] = []
  /// The model's last replies in full, newest last, normalized.
  var replies: [String] = []
  /// Transfers that failed since the caller last said something.
  var failedTransfers = 0
  /// Failures without a good answer between them.
  var failures = 0
  /// The caller put the call on hold: what the agent has to say waits, and nobody is asked whether they are there.
  var isOnHold = false
  /// While the agent is silent for a sound that may be speech: when its voice goes on at the latest, whatever became of
  /// the sound and of the floor.
  var hushedUntil: Duration?
  var now = Duration.zero

  private let rate: SampleRate
  private var lastWork: UInt64 = 0
  private var effects: [TurnEffect] = []

  /// - Parameter rate: of the samples that clips are counted in.
  public init(plan: ConversationPlan, phrases: Phrases = .init(), limits: TurnLimits = .init(), rate: SampleRate) {
    self.plan = plan
    self.phrases = phrases
    self.limits = limits
    self.rate = rate
    endpointing = Endpointing(responseDelaySeconds: plan.turnHandling.responseDelaySeconds)
    let seconds = plan.turnHandling.inactivityTimeoutSeconds
    silence = SilencePrompts(patience: .milliseconds(Int((seconds.isFinite ? min(max(seconds, 5), 600) : 30) * 1000)))
  }

  /// The call was answered: the agent begins to speak at once, or waits for the caller.
  public mutating func start(at now: Duration) -> [TurnEffect] {
    perform(at: now) { turns in
      guard case .waiting = turns.floor else { return }
      turns.latestEnd = turns.plan.longestCall.map { now + $0 }
      turns.silence.restart(at: now)
      turns.floor = .quiet
      let opening = turns.plan.opening
      if !opening.isEmpty { turns.say(opening) }
    }
  }

  public mutating func receive(_ event: TurnEvent, at now: Duration) -> [TurnEffect] {
    perform(at: now) { turns in
      switch turns.floor {
      case .waiting, .ended: return
      case .quiet, .caller, .thinking, .agent, .contested, .transferring: break
      }
      switch event {
      case .heard(let fact): turns.heard(fact)
      case .played(let progress): turns.played(progress)
      case .pressed(let key): turns.keys.press(key, at: now, limits: turns.limits)
      case .transcribed(let work, let text): turns.transcribed(work, text)
      case .transcriptionFailed(let work, let error): turns.transcriptionFailed(work, error)
      case .generated(let work, let piece): turns.generated(work, piece)
      case .generationEnded(let work): turns.generationEnded(work)
      case .generationFailed(let work, let error): turns.generationFailed(work, error)
      case .synthesized(let work, let samples): turns.synthesized(work, samples: samples)
      case .synthesisEnded(let work): turns.synthesisEnded(work)
      case .synthesisFailed(let work, let error): turns.synthesisFailed(work, error)
      case .transferEnded(let work, let outcome): turns.transferEnded(work, outcome)
      case .toolEnded(let work, let result): turns.toolEnded(work, result)
      case .held(let held): turns.putOnHold(held)
      case .callEnded: turns.callEnded()
      }
    }
  }

  /// Call at or after ``deadline``; before it nothing happens.
  public mutating func deadlineReached(at now: Duration) -> [TurnEffect] {
    perform(at: now) { turns in
      if let latestEnd = turns.latestEnd, now >= latestEnd { return turns.timeIsUp() }
      if let due = turns.keys.deadline, now >= due { turns.keysComplete() }
      if let due = turns.hushedUntil, now >= due { turns.unhush() }
      turns.engineDeadlines()
      turns.toolDeadlines()
      switch turns.floor {
      case .quiet where !turns.isOnHold && now >= turns.silence.deadline: turns.askForCaller()
      case .caller: turns.considerCaller()
      case .contested: turns.considerContest()
      case .transferring: turns.transferIsLate()
      case .waiting, .quiet, .thinking, .agent, .ended: break
      }
    }
  }

  /// When ``deadlineReached(at:)`` is next due; nil when nothing is waited for.
  public var deadline: Duration? {
    var deadlines = [latestEnd, keys.deadline, hushedUntil]
    switch floor {
    case .waiting, .ended: return nil
    case .quiet: if !isOnHold { deadlines.append(silence.deadline) }
    case .caller(let turn): deadlines.append(deadline(of: turn))
    case .thinking(let utterance), .agent(let utterance): deadlines.append(deadline(of: utterance))
    case .transferring(let transfer): deadlines.append(transfer.until)
    case .contested(let utterance, let turn, let contest):
      // A held utterance is not expected to make progress.
      if case .held(let yieldAt) = contest {
        deadlines.append(yieldAt)
      } else {
        deadlines.append(deadline(of: utterance))
      }
      deadlines.append(turn.pending.map { $0.since + limits.transcription }.min())
    }
    return deadlines.compactMap { $0 }.min()
  }

  /// Whether the conversation is over.
  public var isEnded: Bool { if case .ended = floor { true } else { false } }

  /// While the call is on hold nothing may let the agent's voice go on.
  mutating func emit(_ effect: TurnEffect) {
    switch effect {
    case .release:
      hushedUntil = nil
      if !isOnHold { effects.append(.release) }
    case .silence:
      hushedUntil = nil
      effects += isOnHold ? [.silence, .hold] : [.silence]
    default: effects.append(effect)
    }
  }

  mutating func makeWork() -> WorkID {
    lastWork += 1
    return WorkID(lastWork)
  }

  /// The agent says something of its own.
  mutating func say(_ text: [String], then sequel: Utterance.Sequel = .listen, isPrompt: Bool = false) {
    var utterance = Utterance(text, then: sequel, rate: rate, at: now)
    utterance.isPrompt = isPrompt
    floor = .agent(utterance)
    speakNext()
  }

  mutating func think(_ answer: Answer) { floor = .thinking(Utterance(answer, rate: rate, at: now)) }

  private mutating func perform(at now: Duration, _ body: (inout TurnTaking) -> Void) -> [TurnEffect] {
    self.now = now
    body(&self)
    defer { effects.removeAll() }
    return effects
  }
}
