/// A server that speaks OpenAI's HTTP API: OpenAI itself, Ollama, vLLM, a llama.cpp server, …
public struct OpenAIEndpoint: Sendable, Hashable {
  /// Up to and with the version, like `https://api.openai.com/v1`.
  public var baseURL: String
  /// Nil where the server wants none.
  public var apiKey: String?
  public var model: String

  public init(baseURL: String, apiKey: String? = nil, model: String) {
    self.baseURL = baseURL
    self.apiKey = apiKey
    self.model = model
  }

  func url(_ path: String) -> String {
    var address = baseURL[...]
    while address.hasSuffix("/") { address.removeLast() }
    return address + path
  }
}
