internal import Agents

/// Which language model an agent's settings and the server's configuration come to: a value.
enum LanguageModelChoice: Sendable, Equatable {
  /// What the server uses without a model.
  case frontDesk
  case openAI(OpenAIEndpoint)

  static let openAIBaseURL = "https://api.openai.com/v1"

  /// - Parameter configured: the server's own endpoint. Its key goes to no other address: an agent's owner may name any.
  init(_ settings: LanguageModelSettings, configured: OpenAIEndpoint?) throws(EngineError) {
    switch settings.provider {
    case "front_desk":
      self = .frontDesk
    case nil where settings.baseURL == nil && settings.model == nil && settings.apiKey == nil:
      self = configured.map { .openAI($0) } ?? .frontDesk
    case nil, "openai":
      let address = settings.baseURL ?? configured?.baseURL ?? Self.openAIBaseURL
      let own = configured.flatMap { $0.baseURL == address ? $0 : nil }
      guard let model = settings.model ?? own?.model else {
        throw Self.unavailable("the agent names no model; set language_model.model")
      }
      guard settings.apiKey != nil || own != nil || settings.baseURL != nil else {
        throw Self.unavailable(
          "no language model endpoint is known; set the agent's base_url and api_key, or TRUNKLINE_LLM_BASE_URL")
      }
      self = .openAI(OpenAIEndpoint(baseURL: address, apiKey: settings.apiKey ?? own?.apiKey, model: model))
    case .some(let other):
      throw Self.unavailable("there is no language model provider \(other); use front_desk or openai")
    }
  }

  private static func unavailable(_ message: String) -> EngineError {
    EngineError(engine: OpenAIChatModel.engine, code: .unavailable, message: message)
  }
}
