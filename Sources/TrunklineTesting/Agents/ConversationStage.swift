public import Agents
public import Audio
internal import Identifiers
internal import Synchronization

/// A ``Conversation`` with a telephone made of arrays: the test says what the caller's side sounds like, tick by tick,
/// and time goes on only then.
public final class ConversationStage: Sendable {
  public let conversation: Conversation
  public let loop = AgentLoop()
  public let ear: AudioRing
  public let mouth: PlayoutQueue
  private let state: StageState

  /// What the call and the record were told.
  public var reports: [ConversationReport] { state.locked.withLock { $0.reports } }
  /// Why the conversation ended the call.
  public var endedCall: ConversationEnd? { state.locked.withLock { $0.endedCall } }
  public var now: Duration { state.locked.withLock { $0.now } }

  public init(
    plan: ConversationPlan, transcriber: any Transcriber, model: any LanguageModel,
    synthesizer: any Synthesizer = ScriptedSynthesizer(), rate: SampleRate = .hz8000
  ) {
    let state = StageState()
    self.state = state
    ear = AudioRing(capacity: rate.samples(in: .seconds(2)))
    mouth = PlayoutQueue(rate: rate)
    let engines = Engines(
      makeVoiceActivityDetector: { ScriptedVoiceDetector(sampleRate: .hz16000, windowSamples: 512) },
      transcriber: transcriber, languageModel: model, synthesizer: synthesizer)
    conversation = Conversation(
      plan: plan, engines: engines, ear: ear, mouth: mouth, call: state, observer: state,
      now: { state.locked.withLock { $0.now } })
    loop.add(conversation.line)
  }

  /// Messages as lines, like `user: Hello.`
  public var transcript: [String] {
    reports.compactMap {
      guard case .message(let message) = $0, message.role != .tool else { return nil }
      return "\(message.role == .user ? "user" : "agent"): \(message.content)\(message.interrupted ? " —" : "")"
    }
  }

  /// Lets `milliseconds` pass in ticks of 20 ms, in which the caller speaks or not.
  /// - Returns: for each tick whether the agent was heard.
  @discardableResult
  public func pass(_ milliseconds: Int, callerSpeaks: Bool = false) async -> [Bool] {
    var heard: [Bool] = []
    let frame = ScriptedVoiceDetector.frame(voice: callerSpeaks, rate: mouth.rate)
    var out = [Int16](repeating: 0, count: mouth.rate.samplesPerFrame)
    for _ in 0..<(milliseconds / 20) {
      let now = state.locked.withLock { state in
        state.now += .milliseconds(20)
        return state.now
      }
      ear.write(frame)
      mouth.pull(into: &out, at: now)
      heard.append(out.contains { abs(Int($0)) > 1000 })
      loop.walk(at: now)
      await settle()
    }
    return heard
  }

  /// Waits until the conversation has dealt with all that it was told, and its engines with all that they were asked.
  public func settle() async {
    // An engine that hangs never settles; a thousand turns of the executor are more than any other needs.
    for _ in 0..<1000 {
      if await conversation.isSettled { return }
      await Task.yield()
    }
  }
}

private final class StageState: CallControl, ConversationObserver, Sendable {
  struct Values {
    var now = Duration.zero
    var reports: [ConversationReport] = []
    var endedCall: ConversationEnd?
  }
  let locked = Mutex(Values())

  func endCall(_ reason: ConversationEnd) async { locked.withLock { $0.endedCall = reason } }
  func press(_ keys: KeySequence) async {}
  func transfer(to target: TransferTarget) async -> TransferOutcome { .failed(reason: "nobody is there") }
  func run(_ tool: WebhookTool, for call: ToolCall) async -> ToolResult { .answer("{}") }
  func conversationReports(_ report: ConversationReport) { locked.withLock { $0.reports.append(report) } }
}
