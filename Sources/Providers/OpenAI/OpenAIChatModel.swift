public import Agents
public import AsyncHTTPClient
public import Identifiers
internal import NIOCore

/// A language model behind an OpenAI-compatible endpoint, streamed.
public struct OpenAIChatModel: LanguageModel {
  static let engine = "language_model"

  private let client: OpenAIClient
  private let temperature: Double?
  private let extraBody: [String: JSONValue]

  /// - Parameter extraBody: joined with each request's body.
  public init(
    endpoint: OpenAIEndpoint, http: HTTPClient, temperature: Double? = nil, extraBody: [String: JSONValue] = [:],
    timeouts: OpenAITimeouts = .init()
  ) {
    client = OpenAIClient(engine: Self.engine, endpoint: endpoint, http: http, timeouts: timeouts)
    self.temperature = temperature
    self.extraBody = extraBody
  }

  public func reply(to request: ModelRequest) -> AsyncThrowingStream<ModelPiece, any Error> {
    AsyncThrowingStream { continuation in
      let task = Task {
        do {
          try await ask(request) { continuation.yield($0) }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private func ask(_ request: ModelRequest, say: @escaping @Sendable (ModelPiece) -> Void) async throws {
    let body = ChatRequest(
      request: request, model: client.endpoint.model, temperature: temperature, extraBody: extraBody)
    let reply = Growing(ChatReply())
    do {
      try await client.post("/chat/completions", contentType: "application/json", body: body.json) { piece in
        try reply.update { try $0.receive(piece.readableBytesView) }.forEach(say)
      }
      try reply.update { try $0.finish() }.forEach(say)
    } catch let broken as ChatReply.Broken {
      throw invalid(broken.message)
    } catch is ServerSentEvents.TooLong {
      throw invalid("it sent an event of more than a megabyte")
    }
  }

  private func invalid(_ what: String) -> EngineError {
    EngineError(
      engine: Self.engine, code: .invalidAnswer,
      message:
        "\(client.endpoint.baseURL) cannot be understood: \(what); check that it speaks OpenAI's chat completions")
  }
}
