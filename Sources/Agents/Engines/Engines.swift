public import Audio

/// All that an agent needs to hear, think and speak during one conversation.
public struct Engines: Sendable {
  /// A new detector for one caller.
  public var makeVoiceActivityDetector: @Sendable () -> any VoiceActivityDetector
  public var transcriber: any Transcriber
  public var languageModel: any LanguageModel
  public var synthesizer: any Synthesizer

  public init(
    makeVoiceActivityDetector: @escaping @Sendable () -> any VoiceActivityDetector, transcriber: any Transcriber,
    languageModel: any LanguageModel, synthesizer: any Synthesizer
  ) {
    self.makeVoiceActivityDetector = makeVoiceActivityDetector
    self.transcriber = transcriber
    self.languageModel = languageModel
    self.synthesizer = synthesizer
  }
}

/// Finds the engines that an agent's settings name.
public protocol EngineResolver: Sendable {
  /// - Throws: ``EngineError`` when an engine is not there; its message says what to install or configure.
  func engines(for agent: Agent) async throws -> Engines
}
