public import Agents
internal import Audio

/// A whole conversation through ``TurnTaking`` in virtual time, with a scripted caller and scripted engines.
///
/// It does what a conversation's shell, ear and mouth do, in ticks of 20 ms, and keeps all that happened.
public struct Rehearsal {
  /// What an engine does when it is asked.
  public enum Act<Result: Sendable>: Sendable {
    case gives(Result)
    case fails(EngineError)
    case hangs
  }

  /// What becomes of what the caller said; by default it is understood as it is.
  public var hears: @Sendable (String) -> Act<String> = { .gives($0) }
  /// What the model answers.
  public var answers: @Sendable (ModelRequest) -> Act<[ModelPiece]> = { _ in .gives([.text("Understood.")]) }
  /// Whether the synthesizer says a text.
  public var speaks: @Sendable (String) -> Act<Void> = { _ in .gives(()) }
  /// What becomes of putting the caller through; nil: nothing is ever heard of it.
  public var transfers: @Sendable (TransferTarget) -> TransferOutcome? = { _ in .done }
  /// What comes of the owner's tools, and after how long; nil: nothing is ever heard of it.
  public var runs: @Sendable (ToolCall) -> (result: ToolResult, after: Duration)? = { _ in
    (.answer("{}"), .milliseconds(300))
  }
  public var transferTime: Duration = .seconds(2)
  public var transcriptionTime: Duration = .milliseconds(150)
  public var modelTime: Duration = .milliseconds(50)
  /// Between the pieces of one answer.
  public var pieceTime: Duration = .milliseconds(10)
  public var synthesisTime: Duration = .milliseconds(30)

  public private(set) var turns: TurnTaking
  public private(set) var now: Duration = .zero
  /// When each text was first heard, in order.
  public private(set) var spoken: [(at: Duration, text: String)] = []
  public private(set) var messages: [ConversationMessage] = []
  public private(set) var events: [ConversationEvent] = []
  public private(set) var requests: [ModelRequest] = []
  /// Every effect with its time.
  public private(set) var effects: [(at: Duration, effect: TurnEffect)] = []
  public private(set) var end: ConversationEnd?

  private var agenda: [(at: Duration, order: Int, event: TurnEvent)] = []
  private var cancelled: Set<WorkID> = []
  private var mouth = RehearsalMouth()
  private var caller = ScriptedCaller()
  private var order = 0

  public init(plan: ConversationPlan, limits: TurnLimits = .init()) {
    turns = TurnTaking(plan: plan, limits: limits, rate: .hz8000)
  }

  /// The caller says `text` from `start` on, for `length`.
  public mutating func callerSays(_ text: String, at start: Duration, for length: Duration = .seconds(1)) {
    caller.says(text, at: start, for: length)
  }

  public mutating func callerPresses(_ keys: String, at start: Duration) {
    for (index, key) in keys.enumerated() { schedule(.pressed(key), at: start + .milliseconds(200 * index)) }
  }

  public mutating func callerHolds(_ isHeld: Bool, at time: Duration) { schedule(.held(isHeld), at: time) }

  public mutating func callerHangsUp(at time: Duration) { schedule(.callEnded, at: time) }

  /// Answers the call.
  public mutating func start() { perform(turns.start(at: now)) }

  /// Lets everything happen until `time`.
  public mutating func run(until time: Duration) {
    while now < time, !turns.isEnded {
      now += .milliseconds(20)
      if mouth.play(at: now) { reportPlayout() }
      for fact in caller.facts(at: now) {
        reportPlayout()
        receive(.heard(fact))
      }
      while let index = agenda.indices.filter({ agenda[$0].at <= now }).min(by: { agenda[$0].order < agenda[$1].order })
      {
        reportPlayout()
        receive(agenda.remove(at: index).event)
      }
      if let deadline = turns.deadline, now >= deadline {
        reportPlayout()
        perform(turns.deadlineReached(at: now))
      }
    }
  }

  /// The transcript as lines, like `user: Hello.`; interrupted ones end in a dash.
  public var transcript: [String] {
    messages.filter { $0.role != .tool }.map {
      "\($0.role == .user ? "user" : "agent"): \($0.content)\($0.interrupted ? " —" : "")"
    }
  }

  /// When the agent's sound stopped or was held, each time.
  public var silencedAt: [Duration] {
    effects.filter { $0.effect == .hold || $0.effect == .silence }.map(\.at)
  }

  private mutating func schedule(_ event: TurnEvent, at time: Duration) {
    order += 1
    agenda.append((time, order, event))
  }

  private mutating func receive(_ event: TurnEvent) {
    switch event {
    case .transcribed(let work, _), .transcriptionFailed(let work, _), .generated(let work, _),
      .generationEnded(let work), .generationFailed(let work, _), .synthesisFailed(let work, _),
      .synthesisEnded(let work), .transferEnded(let work, _), .toolEnded(let work, _):
      if cancelled.contains(work) { return }
    case .synthesized(let work, let samples):
      if cancelled.contains(work) { return }
      mouth.enqueue(work, samples: samples)
    case .heard, .played, .pressed, .held, .callEnded: break
    }
    perform(turns.receive(event, at: now))
  }

  private mutating func reportPlayout() { perform(turns.receive(.played(mouth.progress), at: now)) }

  private mutating func perform(_ effects: [TurnEffect]) {
    for effect in effects {
      self.effects.append((now, effect))
      switch effect {
      case .transcribe(let work, let clip): transcribe(work, clip)
      case .generate(let work, let request): generate(work, request)
      case .speak(let work, let text): speak(work, text)
      case .transfer(let work, let target):
        if let outcome = transfers(target) { schedule(.transferEnded(work, outcome), at: now + transferTime) }
      case .run(let work, _, let call):
        if let (result, time) = runs(call) { schedule(.toolEnded(work, result), at: now + time) }
      case .press: break
      case .cancel(let work): cancelled.insert(work)
      case .hold: mouth.isHeld = true
      case .release: mouth.isHeld = false
      case .silence: mouth.stop()
      case .beginSegment: caller.beginSegment()
      case .record(let message): messages.append(message)
      case .note(let event): events.append(event)
      case .end(let reason): end = reason
      }
    }
  }

  private mutating func transcribe(_ work: WorkID, _ clip: SpeechClip) {
    switch hears(caller.text(of: clip)) {
    case .gives(let text): schedule(.transcribed(work, text), at: now + transcriptionTime)
    case .fails(let error): schedule(.transcriptionFailed(work, error), at: now + transcriptionTime)
    case .hangs: break
    }
  }

  private mutating func generate(_ work: WorkID, _ request: ModelRequest) {
    requests.append(request)
    switch answers(request) {
    case .gives(let pieces):
      var time = now + modelTime
      for piece in pieces {
        schedule(.generated(work, piece), at: time)
        time += pieceTime
      }
      schedule(.generationEnded(work), at: time)
    case .fails(let error): schedule(.generationFailed(work, error), at: now + modelTime)
    case .hangs: break
    }
  }

  private mutating func speak(_ work: WorkID, _ text: String) {
    spoken.append((now, text))
    switch speaks(text) {
    case .gives:
      // A tenth of a second a word part: 70 ms a character.
      schedule(.synthesized(work, samples: max(1, text.count) * 560), at: now + synthesisTime)
      schedule(.synthesisEnded(work), at: now + synthesisTime)
    case .fails(let error): schedule(.synthesisFailed(work, error), at: now + synthesisTime)
    case .hangs: break
    }
  }
}
