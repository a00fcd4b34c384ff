/// Which engines the server offers, beside those that an agent names for itself.
public struct ProvidersConfiguration: Sendable {
  /// The embedded speech set.
  public var speechFolder: SpeechFolder
  /// The default language model; nil: the front desk. Keys `TRUNKLINE_LLM_BASE_URL`, `_API_KEY`, `_MODEL`.
  public var languageModel: OpenAIEndpoint?
  /// The default recogniser instead of the embedded one.
  public var transcriber: OpenAIEndpoint?
  /// The default voice instead of the embedded one.
  public var synthesizer: OpenAIEndpoint?
  /// Runs the small local language model and makes it the default, unless ``languageModel`` is set
  /// (`TRUNKLINE_LLM=local`).
  public var runsLocalModel: Bool
  /// Where the local model's own messages go; nil: nowhere.
  public var localModelLog: String?
  /// Processors that recognition may keep busy.
  public var recogniserThreads: Int
  /// Time limits of OpenAI-compatible servers.
  public var timeouts: OpenAITimeouts

  public init(
    speechFolder: SpeechFolder, languageModel: OpenAIEndpoint? = nil, transcriber: OpenAIEndpoint? = nil,
    synthesizer: OpenAIEndpoint? = nil, runsLocalModel: Bool = false, localModelLog: String? = nil,
    recogniserThreads: Int = 1, timeouts: OpenAITimeouts = .init()
  ) {
    self.speechFolder = speechFolder
    self.languageModel = languageModel
    self.transcriber = transcriber
    self.synthesizer = synthesizer
    self.runsLocalModel = runsLocalModel
    self.localModelLog = localModelLog
    self.recogniserThreads = recogniserThreads
    self.timeouts = timeouts
  }
}
