import Exchange
import Hummingbird

/// One operation: a method, a path in which `:id` stands for an id, and what answers it.
struct Endpoint: Sendable {
  let method: HTTPRequest.Method
  let path: String
  /// What a key must be good for.
  let scope: AccessScope
  let answer: @Sendable (Request, APIContext) async throws -> Response

  /// - Parameter scope: nil: read for GET, write for all else.
  init(
    _ method: HTTPRequest.Method, _ path: String, scope: AccessScope? = nil,
    _ answer: @escaping @Sendable (Request, APIContext) async throws -> Answer
  ) {
    self.method = method
    self.path = path
    self.scope = scope ?? Self.scope(of: method)
    self.answer = { try await answer($0, $1).response }
  }

  /// For answers that are not JSON.
  init(
    _ method: HTTPRequest.Method, streaming path: String,
    _ answer: @escaping @Sendable (Request, APIContext) async throws -> Response
  ) {
    self.method = method
    self.path = path
    scope = Self.scope(of: method)
    self.answer = answer
  }

  private static func scope(of method: HTTPRequest.Method) -> AccessScope { method == .get ? .read : .write }

  /// Whether each request may ring somebody.
  var placesCall: Bool { method == .post && path == "/v1/outbound-calls" }

  /// Everything under `/v1` needs a key.
  var needsKey: Bool { path.hasPrefix("/v1/") }
}
