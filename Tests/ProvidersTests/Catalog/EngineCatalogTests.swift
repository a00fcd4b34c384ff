import Agents
import AsyncHTTPClient
import Audio
import Foundation
import Identifiers
import Logging
import NIOPosix
import Testing

@testable import Providers

@Suite struct EngineCatalogTests {
  struct FrontDesk: LanguageModel {
    func reply(to request: ModelRequest) -> AsyncThrowingStream<ModelPiece, any Error> {
      AsyncThrowingStream {
        $0.yield(.text("front desk"))
        $0.finish()
      }
    }
  }

  func agent(
    language: String = "en", transcription: TranscriptionSettings = .init(), speech: SpeechSettings = .init(),
    model: LanguageModelSettings = .init()
  ) -> Agent {
    let epoch = Date(timeIntervalSince1970: 0)
    return Agent(
      id: ID(ULID(high: 1, low: 1)), workspace: ID(ULID(high: 1, low: 2)), name: "A", language: language,
      languageModel: model, speech: speech, transcription: transcription, createdAt: epoch, updatedAt: epoch)
  }

  func catalog(_ change: (inout ProvidersConfiguration) -> Void = { _ in }, log: Logger? = nil) -> EngineCatalog {
    var configuration = ProvidersConfiguration(speechFolder: SpeechFolder("/nowhere/speech"))
    change(&configuration)
    return EngineCatalog(
      configuration: configuration, defaultLanguageModel: FrontDesk(), http: .shared,
      group: .singletonMultiThreadedEventLoopGroup,
      log: log ?? Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  let endpoint = OpenAIEndpoint(baseURL: "http://127.0.0.1:9/v1", model: "m")

  @Test func `without the speech set an agent that needs it is refused with how to get it`() async {
    await #expect { try await catalog().engines(for: agent()) } throws: { error in
      guard let error = error as? EngineError else { return false }
      return error.code == .unavailable && error.message.contains("`make speech`")
        && error.message.contains("/nowhere/speech")
    }
  }

  @Test func `configured endpoints take the place of the embedded set`() async throws {
    let catalog = catalog {
      $0.transcriber = endpoint
      $0.synthesizer = endpoint
      $0.languageModel = endpoint
    }
    let engines = try await catalog.engines(for: agent(language: "de"))
    #expect(engines.transcriber is OpenAITranscriber)
    #expect(engines.languageModel is OpenAIChatModel)
    #expect(engines.synthesizer is OpenAISynthesizer || engines.synthesizer is FallbackSynthesizer)
    #expect(try await catalog.engines(for: agent(model: .init(provider: "front_desk"))).languageModel is FrontDesk)
  }

  @Test func `without the model voice activity is judged by loudness, and that is said once`() async throws {
    let log = LogRecorder()
    let catalog = catalog(
      {
        $0.transcriber = endpoint
        $0.synthesizer = endpoint
      }, log: log.logger)
    for _ in 0..<2 {
      let detector = try await catalog.engines(for: agent()).makeVoiceActivityDetector()
      #expect(detector is EnergyVoiceActivityDetector)
    }
    #expect(log.all.filter { $0.contains("loudness") }.count == 1)
  }

  @Test func `a language that the embedded recogniser does not know is refused`() async {
    await #expect { try await catalog().engines(for: agent(language: "fr")) } throws: {
      "\($0)".contains("English only")
    }
  }

  @Test(arguments: ["magic", "openai"])
  func `a provider that is not there is refused by name`(provider: String) async {
    await #expect {
      try await catalog().engines(for: agent(transcription: .init(provider: provider)))
    } throws: { ($0 as? EngineError)?.code == .unavailable }
    await #expect {
      try await catalog { $0.transcriber = endpoint }.engines(for: agent(speech: .init(provider: provider)))
    } throws: { ($0 as? EngineError)?.code == .unavailable }
  }

  @Test func `the report names what is missing and how to get it`() async {
    let report = await catalog().report()
    #expect(report.lines.map(\.engine) == ["voice activity", "speech to text", "text to speech", "language model"])
    #expect(!report.isUsable)
    guard case .missing(let text) = report.lines[1].state else {
      Issue.record("speech to text is not missing")
      return
    }
    #expect(text.contains("`make speech`"))
  }

  @Test func `a local model that is not installed leaves the front desk and says so`() async {
    let report = await catalog { $0.runsLocalModel = true }.report()
    guard case .degraded(let text) = report.lines[3].state else {
      Issue.record("the language model is not degraded")
      return
    }
    #expect(text.contains("front desk"))
  }

  @Test func `the folder's stamp says what is installed`() async throws {
    try await withTemporaryFolder { path in
      let folder = SpeechFolder(path)
      #expect(!folder.isReady)
      try "edition 1\nhibari-tts 0.2.1\nmodel x.gguf\n".write(
        toFile: path + "/READY", atomically: true, encoding: .utf8)
      #expect(folder.contents?["hibari-tts"] == "0.2.1")
      #expect(folder.hasLanguageModel)
    }
  }

  @Test func `run returns when it is cancelled`() async {
    let catalog = catalog()
    await withTaskGroup { group in
      group.addTask { await catalog.run() }
      group.cancelAll()
    }
  }
}
