public import Identifiers

/// Which language model thinks for an agent. All nil: the server's default, which is the front desk unless the
/// operator configured a model.
public struct LanguageModelSettings: Hashable, Sendable, Codable {
  /// `front_desk` or `openai` (any endpoint that speaks OpenAI's chat completions).
  public var provider: String?
  public var model: String?
  public var baseURL: String?
  /// Write-only over the API, encrypted at rest.
  public var apiKey: String?
  /// 0 to 2.
  public var temperature: Double?
  /// Merged into the provider's request body.
  public var extraBody: [String: JSONValue]?

  public init(
    provider: String? = nil, model: String? = nil, baseURL: String? = nil, apiKey: String? = nil,
    temperature: Double? = nil, extraBody: [String: JSONValue]? = nil
  ) {
    self.provider = provider
    self.model = model
    self.baseURL = baseURL
    self.apiKey = apiKey
    self.temperature = temperature
    self.extraBody = extraBody
  }
}

/// Which voice speaks for an agent. All nil: the server's default.
public struct SpeechSettings: Hashable, Sendable, Codable {
  /// `embedded`, `flite` or `openai`.
  public var provider: String?
  public var voiceID: String?
  /// 1 is the voice's own pace; 0.5 to 2.
  public var speed: Double?

  public init(provider: String? = nil, voiceID: String? = nil, speed: Double? = nil) {
    self.provider = provider
    self.voiceID = voiceID
    self.speed = speed
  }
}

/// Which recogniser hears for an agent. All nil: the server's default.
public struct TranscriptionSettings: Hashable, Sendable, Codable {
  /// `embedded` or `openai`.
  public var provider: String?
  public var model: String?

  public init(provider: String? = nil, model: String? = nil) {
    self.provider = provider
    self.model = model
  }
}
