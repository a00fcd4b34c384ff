public import Agents
public import AsyncHTTPClient
internal import Audio
internal import Foundation
public import Logging
public import NIOCore

/// All engines of this server: loads the embedded ones, keeps their processes running, and finds for each agent those
/// that its settings name.
public actor EngineCatalog: EngineResolver {
  let configuration: ProvidersConfiguration
  let frontDesk: any LanguageModel
  let http: HTTPClient
  let log: Logger

  let sidecar: VoiceSidecar?
  let localModel: LocalModelServer?
  let localModelProblem: String?
  let flite: Result<FliteSynthesizer, EngineError>
  private let voice: (any Synthesizer)?
  private let recogniserThreads: EngineThreads
  /// What was loaded; a failure is tried again, so that an installation is found without a restart.
  private var recogniser: Task<MoonshineTranscriber, any Error>?
  private var voiceActivity: Task<SileroModel, any Error>?
  private var warnedOfVoiceActivity = false

  /// - Parameters:
  ///   - defaultLanguageModel: thinks for agents when no model is configured: the front desk.
  ///   - http: for OpenAI-compatible endpoints, made with ``httpConfiguration``; its owner shuts it down.
  public init(
    configuration: ProvidersConfiguration, defaultLanguageModel: any LanguageModel, http: HTTPClient,
    group: any EventLoopGroup, log: Logger
  ) {
    self.configuration = configuration
    self.frontDesk = defaultLanguageModel
    self.http = http
    self.log = log
    let folder = configuration.speechFolder
    do throws(EngineError) {
      flite = .success(try FliteSynthesizer())
    } catch {
      flite = .failure(error)
    }
    sidecar =
      folder.isReady
      ? VoiceSidecar(launcher: VoiceSidecarLauncher(folder: folder), group: group, log: log) : nil
    let stored = sidecar.map { CachingSynthesizer(HibariSynthesizer(sidecar: $0)) }
    let spare = (try? flite.get()).map { CachingSynthesizer($0) }
    switch (stored, spare) {
    case (let stored?, let spare?): voice = FallbackSynthesizer(stored, otherwise: spare, log: log)
    case (let stored?, nil): voice = stored
    case (nil, let spare): voice = spare
    }
    recogniserThreads = EngineThreads(
      engine: MoonshineTranscriber.engine, threads: configuration.recogniserThreads, limit: 64)
    (localModel, localModelProblem) = Self.localModel(configuration, group: group, log: log)
  }

  /// How the client for OpenAI-compatible endpoints is to be: a server that is not there fails at once, because the
  /// caller waits.
  public static var httpConfiguration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.timeout.connect = .seconds(5)
    configuration.connectionPool.retryConnectionEstablishment = false
    return configuration
  }

  private static func localModel(
    _ configuration: ProvidersConfiguration, group: any EventLoopGroup, log: Logger
  ) -> (LocalModelServer?, String?) {
    guard configuration.runsLocalModel, configuration.languageModel == nil else { return (nil, nil) }
    guard configuration.speechFolder.hasLanguageModel else {
      return (nil, "the local language model is not installed; run `make speech LLM=local`")
    }
    do throws(EngineProblem) {
      let server = try LocalModelServer(
        folder: configuration.speechFolder, output: configuration.localModelLog ?? "/dev/null", group: group, log: log)
      return (server, nil)
    } catch {
      return (nil, error.description)
    }
  }

  /// Keeps the engines' processes running until the task is cancelled; then they are ended.
  public nonisolated func run() async {
    await withTaskGroup { group in
      if let sidecar { group.addTask { await sidecar.run() } }
      if let localModel { group.addTask { await localModel.run() } }
      await group.waitForAll()
    }
  }

  /// Loads what is embedded and waits until the voice can speak, 10 s at most, so that the first call finds all warm.
  /// ``run()`` must be running. What fails is in ``report()``.
  public func warmUp() async {
    _ = try? await loadedVoiceActivity()
    _ = try? await loadedRecogniser()
    await sidecar?.waitUntilReady(atMost: .seconds(10))
  }

  public func engines(for agent: Agent) async throws -> Engines {
    Engines(
      makeVoiceActivityDetector: await voiceActivityDetector(),
      transcriber: try await transcriber(for: agent),
      languageModel: try languageModel(for: agent.languageModel),
      synthesizer: try synthesizer(for: agent.speech))
  }

  private func voiceActivityDetector() async -> @Sendable () -> any VoiceActivityDetector {
    do {
      let model = try await loadedVoiceActivity()
      return { SileroVoiceActivityDetector(model: model, sampleRate: .hz8000) }
    } catch {
      if !warnedOfVoiceActivity {
        log.warning("voice activity by loudness only; noise may be taken for speech", metadata: ["problem": "\(error)"])
      }
      warnedOfVoiceActivity = true
      return { EnergyVoiceActivityDetector(sampleRate: .hz8000) }
    }
  }

  private func transcriber(for agent: Agent) async throws -> any Transcriber {
    switch agent.transcription.provider {
    case nil where configuration.transcriber != nil, "openai":
      guard var endpoint = configuration.transcriber else {
        throw EngineError(
          engine: OpenAITranscriber.engine, code: .unavailable,
          message: "no transcription endpoint is configured; configure one or use the provider embedded")
      }
      endpoint.model = agent.transcription.model ?? endpoint.model
      return OpenAITranscriber(endpoint: endpoint, http: http, timeouts: configuration.timeouts)
    case nil, "embedded":
      guard agent.language.lowercased().hasPrefix("en") else {
        throw EngineError(
          engine: MoonshineTranscriber.engine, code: .unavailable,
          message: "the embedded recogniser hears English only, not \(agent.language); configure an endpoint for others"
        )
      }
      return try await loadedRecogniser()
    case .some(let other):
      throw EngineError(
        engine: MoonshineTranscriber.engine, code: .unavailable,
        message: "there is no transcription provider \(other); use embedded or openai")
    }
  }

  private func languageModel(for settings: LanguageModelSettings) throws -> any LanguageModel {
    let configured = configuration.languageModel ?? localModel?.endpoint
    switch try LanguageModelChoice(settings, configured: configured) {
    case .frontDesk: return frontDesk
    case .openAI(let endpoint):
      let model = OpenAIChatModel(
        endpoint: endpoint, http: http, temperature: settings.temperature, extraBody: settings.extraBody ?? [:],
        timeouts: configuration.timeouts)
      return endpoint == localModel?.endpoint ? WarmedModel(model: model) : model
    }
  }

  private func synthesizer(for settings: SpeechSettings) throws -> any Synthesizer {
    switch settings.provider {
    case nil where configuration.synthesizer != nil, "openai":
      guard let endpoint = configuration.synthesizer else {
        throw EngineError(
          engine: OpenAISynthesizer.engine, code: .unavailable,
          message: "no speech endpoint is configured; configure one or use the provider embedded")
      }
      let remote = OpenAISynthesizer(endpoint: endpoint, http: http, timeouts: configuration.timeouts)
      guard let voice else { return remote }
      return FallbackSynthesizer(remote, otherwise: voice, patience: .seconds(3), log: log)
    case nil, "embedded":
      if let voice { return voice }
      throw EngineError(engine: VoiceSidecar.engine, code: .unavailable, message: Self.notInstalled(configuration))
    case "flite":
      return try flite.get()
    case .some(let other):
      throw EngineError(
        engine: VoiceSidecar.engine, code: .unavailable,
        message: "there is no speech provider \(other); use embedded, flite or openai")
    }
  }

  static func notInstalled(_ configuration: ProvidersConfiguration) -> String {
    "the speech set is not installed in \(configuration.speechFolder.path); run `make speech`"
  }

  func loadedRecogniser() async throws -> MoonshineTranscriber {
    let task =
      recogniser
      ?? Task { [configuration, recogniserThreads] in
        let folder = configuration.speechFolder
        guard folder.isReady else {
          throw EngineError(
            engine: MoonshineTranscriber.engine, code: .unavailable, message: Self.notInstalled(configuration))
        }
        do {
          let model = try await recogniserThreads.run {
            try MoonshineModel(library: folder.recogniser, folder: folder.recogniserModel, threads: 1)
          }
          return MoonshineTranscriber(model: model, threads: recogniserThreads)
        } catch {
          throw EngineError(
            engine: MoonshineTranscriber.engine, code: .unavailable,
            message: "the recogniser cannot be loaded (\(error)); run `make speech` again")
        }
      }
    recogniser = task
    do {
      return try await task.value
    } catch {
      recogniser = nil
      throw error
    }
  }

  func loadedVoiceActivity() async throws -> SileroModel {
    let task =
      voiceActivity
      ?? Task { [configuration, recogniserThreads] in
        let folder = configuration.speechFolder
        guard folder.isReady else { throw EngineProblem(Self.notInstalled(configuration)) }
        return try await recogniserThreads.run {
          try SileroModel(path: folder.voiceActivityModel, runtime: OnnxRuntime(library: folder.onnxRuntime))
        }
      }
    voiceActivity = task
    do {
      return try await task.value
    } catch {
      voiceActivity = nil
      throw error
    }
  }
}
