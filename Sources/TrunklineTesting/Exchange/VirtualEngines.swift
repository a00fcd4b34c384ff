public import Agents
internal import Audio
internal import Synchronization

/// Engines that take virtual time, and fail or hang when the test says so.
public final class VirtualEngines: EngineResolver {
  /// What an engine does when it is asked.
  public enum Manner: Sendable {
    case works
    case fails
    /// Answers never, but can be cancelled.
    case hangs
  }

  public struct Script: Sendable {
    public var transcriber = Manner.works
    public var languageModel = Manner.works
    public var synthesizer = Manner.works
    /// What the caller is understood to have said.
    public var hears = "What time is it?"
    /// What the model answers.
    public var answers: @Sendable (ModelRequest) -> [ModelPiece] = { _ in [.text("It is noon.")] }
    public var transcriptionTime: Duration = .milliseconds(150)
    public var modelTime: Duration = .milliseconds(50)
    public var synthesisTime: Duration = .milliseconds(30)

    public init() {}
  }

  private let clock: VirtualClock
  private let state: Mutex<Script>

  public init(clock: VirtualClock, script: Script = Script()) {
    self.clock = clock
    state = Mutex(script)
  }

  /// May be changed while calls run.
  public var script: Script {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }

  public func engines(for agent: Agent) async throws -> Engines {
    Engines(
      makeVoiceActivityDetector: { ScriptedVoiceDetector(sampleRate: .hz16000, windowSamples: 512) },
      transcriber: ScriptedTranscriber { [self] _ in
        try await take(script.transcriptionTime, script.transcriber, "speech_to_text")
        return script.hears
      },
      languageModel: ScriptedModel { [self] request in
        try await take(script.modelTime, script.languageModel, "language_model")
        return script.answers(request)
      },
      synthesizer: ScriptedSynthesizer { [self] _ in
        try await take(script.synthesisTime, script.synthesizer, "text_to_speech")
      })
  }

  private func take(_ time: Duration, _ manner: Manner, _ engine: String) async throws {
    switch manner {
    case .works: try await clock.wait(for: time)
    case .fails:
      try await clock.wait(for: time)
      throw EngineError(engine: engine, code: .failed, message: "it was told to fail")
    case .hangs: try await clock.wait(for: .seconds(1_000_000))
    }
  }
}
