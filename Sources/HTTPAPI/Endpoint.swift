import Hummingbird

/// One operation: a method, a path in which `:id` stands for an id, and what answers it.
struct Endpoint: Sendable {
  let method: HTTPRequest.Method
  let path: String
  let answer: @Sendable (Request, APIContext) async throws -> Response

  init(
    _ method: HTTPRequest.Method, _ path: String,
    _ answer: @escaping @Sendable (Request, APIContext) async throws -> Answer
  ) {
    self.method = method
    self.path = path
    self.answer = { try await answer($0, $1).response }
  }

  /// For answers that are not JSON.
  init(
    _ method: HTTPRequest.Method, streaming path: String,
    _ answer: @escaping @Sendable (Request, APIContext) async throws -> Response
  ) {
    self.method = method
    self.path = path
    self.answer = answer
  }

  /// Everything under `/v1` needs a key.
  var needsKey: Bool { path.hasPrefix("/v1/") }
}
