public import Audio
internal import Identifiers

/// One agent talking with one caller: performs what ``TurnTaking`` wants with the agent's engines.
///
/// ```swift
/// let conversation = Conversation(plan: plan, engines: engines, ear: ear, mouth: mouth, call: call,
///   observer: observer, now: clock)
/// try await conversation.prepare()        // while the telephone rings; returns when it can speak
/// loop.add(conversation.line)
/// conversation.start()                    // when the call is answered
/// let end = await conversation.run()      // until either side ends it
/// loop.remove(conversation.line)
/// ```
public actor Conversation {
  public nonisolated let plan: ConversationPlan
  /// For the agent loop.
  public nonisolated let line: AgentLine

  private var turns: TurnTaking
  private let engines: Engines
  private let speaker: Speaker
  private let call: any CallControl
  private let observer: any ConversationObserver
  private let now: @Sendable () -> Duration

  private let jobs: AsyncStream<Job>
  private let post: AsyncStream<Job>.Continuation
  /// Work whose results are wanted.
  private var stops: [WorkID: StopSignal] = [:]
  /// Sound of phrases and of the first message, at the room's rate.
  private var kept: [String: [Int16]] = [:]
  private var end: ConversationEnd?
  private var reportedLosses = 0

  /// - Parameters:
  ///   - ear: what the caller says, at the mouth's rate; the room writes it.
  ///   - mouth: what the agent says; the room plays it. Only this conversation may queue clips.
  ///   - now: monotonic; the same clock that the loop and the mouth are given.
  public init(
    plan: ConversationPlan, engines: Engines, ear: AudioRing, mouth: PlayoutQueue, call: any CallControl,
    observer: any ConversationObserver, phrases: Phrases = .init(), limits: TurnLimits = .init(),
    now: @escaping @Sendable () -> Duration
  ) {
    self.plan = plan
    self.engines = engines
    self.call = call
    self.observer = observer
    self.now = now
    line = AgentLine(ear: ear, mouth: mouth, detector: engines.makeVoiceActivityDetector())
    turns = TurnTaking(plan: plan, phrases: phrases, limits: limits, rate: mouth.rate)
    speaker = Speaker(
      synthesizer: engines.synthesizer, settings: plan.speech, language: plan.language, rate: mouth.rate)
    (jobs, post) = AsyncStream.makeStream()
  }

  /// Makes the first message and what is needed when something fails, so that both are there at once.
  ///
  /// - Throws: ``EngineError`` when the agent cannot speak.
  public func prepare() async throws {
    try await keep(plan.opening + [turns.phrases.notCaught, turns.phrases.apology])
  }

  /// The call was answered; from now on the caller is heard, and the first message is spoken.
  public nonisolated func start() { line.postCommand(.start) }

  /// The caller pressed a key: `0-9`, `*`, `#`, `A-D`.
  public nonisolated func press(_ key: Character) { line.postCommand(.event(.pressed(key))) }

  /// The caller put the call on hold, or took it back.
  public nonisolated func hold(_ isHeld: Bool) { line.postCommand(.event(.held(isHeld))) }

  /// The call is over, whoever ended it: ``run()`` returns, and the record holds what was heard.
  public nonisolated func callEnded() { line.postCommand(.event(.callEnded)) }

  /// Runs the conversation until it is over or the task is cancelled.
  ///
  /// - Returns: why the agent ended it; nil when it was ended from outside.
  public func run() async -> ConversationEnd? {
    for warning in plan.warnings { observer.conversationReports(.warning(warning)) }
    await withDiscardingTaskGroup { group in
      group.addTask { await self.listen() }
      group.addTask { await self.keepRest() }
      group.addTask { [plan, engines] in await engines.languageModel.warm(for: plan.firstRequest) }
      for await job in jobs { group.addTask { await self.work(on: job) } }
      group.cancelAll()
      // Before the engines have let go: one of them may hang.
      if let end { await call.endCall(end) }
    }
    if !turns.isEnded {
      feed(.played(AgentLine.progress(line.mouth.position)))
      feed(.callEnded)
    }
    return end
  }

  /// Whether nothing is under way: for tests that drive a conversation by hand.
  package var isSettled: Bool { line.backlog == 0 && stops.isEmpty }

  private func listen() async {
    for await input in line.inbox {
      // What was heard of the agent so far decides what the event means.
      feed(.played(AgentLine.progress(line.mouth.position)))
      switch input {
      case .start: perform(turns.start(at: now()))
      case .event(let event): feed(event)
      case .deadline: perform(turns.deadlineReached(at: now()))
      }
      reportLosses()
      line.took()
      if turns.isEnded { return }
    }
  }

  private func feed(_ event: TurnEvent) { perform(turns.receive(event, at: now())) }

  private func perform(_ effects: [TurnEffect]) {
    for effect in effects {
      switch effect {
      case .transcribe(let work, let clip): begin(.transcribe(clip), as: work)
      case .generate(let work, let request): begin(.generate(request), as: work)
      case .speak(let work, let text): speak(text, as: work)
      case .press(let work, let keys): begin(.press(keys), as: work)
      case .transfer(let work, let target): begin(.transfer(target), as: work)
      case .run(let work, let tool, let call): begin(.run(tool, call), as: work)
      case .cancel(let work): stops.removeValue(forKey: work)?.stop()
      case .hold: line.mouth.pause()
      case .release: line.mouth.resume()
      case .silence: line.mouth.stop()
      case .beginSegment: line.beginSegment()
      case .record(let message): observer.conversationReports(.message(message))
      case .note(let event): observer.conversationReports(.event(event, at: now()))
      case .end(let reason):
        end = reason
        observer.conversationReports(.ended(reason, at: now()))
      }
    }
    line.setAlarm(turns.deadline)
    if turns.isEnded { finish() }
  }

  private func finish() {
    for stop in stops.values { stop.stop() }
    stops = [:]
    post.finish()
  }

  private func reportLosses() {
    let lost = line.factsLost
    guard lost > reportedLosses else { return }
    if reportedLosses == 0 {
      observer.conversationReports(.warning("the conversation did not keep up: \(lost) things heard were dropped"))
    }
    reportedLosses = lost
  }

  // MARK: Engines

  private func begin(_ task: Job.Task, as work: WorkID) {
    let job = Job(work: work, task: task)
    stops[work] = job.stop
    post.yield(job)
  }

  private func speak(_ text: String, as work: WorkID) {
    guard let samples = kept[text] else { return begin(.speak(text), as: work) }
    let accepted = line.mouth.enqueue(samples, clip: work.clip)
    line.mouth.finish(work.clip)
    feed(.synthesized(work, samples: accepted))
    feed(.synthesisEnded(work))
  }

  private nonisolated func work(on job: Job) async {
    await job.stop.run { [self] in
      switch job.task {
      case .transcribe(let clip): await transcribe(clip, as: job.work)
      case .generate(let request): await generate(request, as: job.work)
      case .speak(let text): await synthesize(text, as: job.work)
      case .press(let keys): await call.press(keys)
      case .transfer(let target): await feed(.transferEnded(job.work, call.transfer(to: target)), from: job.work)
      case .run(let tool, let toolCall):
        await feed(.toolEnded(job.work, call.run(tool, for: toolCall)), from: job.work)
      }
    }
    await done(job.work)
  }

  private func done(_ work: WorkID) { stops[work] = nil }

  /// Feeds the result of work that is still wanted.
  private func feed(_ event: TurnEvent, from work: WorkID) {
    if stops[work] != nil { feed(event) }
  }

  private nonisolated func transcribe(_ clip: SpeechClip, as work: WorkID) async {
    do {
      let text = try await engines.transcriber.transcribe(clip, language: plan.language)
      await feed(.transcribed(work, text), from: work)
    } catch {
      await feed(.transcriptionFailed(work, EngineError(error, engine: "speech_to_text")), from: work)
    }
  }

  private nonisolated func generate(_ request: ModelRequest, as work: WorkID) async {
    do {
      for try await piece in engines.languageModel.reply(to: request) {
        await feed(.generated(work, piece), from: work)
      }
      await feed(.generationEnded(work), from: work)
    } catch {
      await feed(.generationFailed(work, EngineError(error, engine: "language_model")), from: work)
    }
  }

  private nonisolated func synthesize(_ text: String, as work: WorkID) async {
    do {
      try await speaker.speak(text) { samples in await self.enqueue(samples, of: work) }
      await synthesized(work)
    } catch {
      await feed(.synthesisFailed(work, EngineError(error, engine: "text_to_speech")), from: work)
    }
  }

  private func enqueue(_ samples: [Int16], of work: WorkID) {
    guard stops[work] != nil else { return }
    feed(.synthesized(work, samples: line.mouth.enqueue(samples, clip: work.clip)))
  }

  private func synthesized(_ work: WorkID) {
    guard stops[work] != nil else { return }
    line.mouth.finish(work.clip)
    feed(.synthesisEnded(work))
  }

  // MARK: Phrases

  private func keep(_ texts: [String]) async throws {
    let speaker = speaker
    try await withThrowingTaskGroup(of: (String, [Int16]).self) { group in
      for text in texts { group.addTask { (text, try await speaker.speech(text)) } }
      for try await (text, samples) in group where !samples.isEmpty { kept[text] = samples }
    }
    guard texts.allSatisfy({ kept[$0] != nil }) else {
      throw EngineError(engine: "text_to_speech", code: .invalidAnswer, message: "it made no sound of a phrase")
    }
  }

  /// The phrases that are not needed at once, one after the other; what fails is tried again when it is needed.
  private func keepRest() async {
    for phrase in turns.phrases.all where kept[phrase] == nil {
      if Task.isCancelled { return }
      try? await keep([phrase])
    }
  }
}

/// One request to an engine.
private struct Job: Sendable {
  enum Task: Sendable {
    case transcribe(SpeechClip)
    case generate(ModelRequest)
    case speak(String)
    case press(KeySequence)
    case transfer(TransferTarget)
    case run(WebhookTool, ToolCall)
  }

  let work: WorkID
  let task: Task
  let stop = StopSignal()
}
