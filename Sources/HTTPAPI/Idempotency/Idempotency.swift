import Foundation
import Hummingbird
import Identifiers

/// Runs a request once for an `Idempotency-Key`, and answers those that come again as the first was answered.
struct Idempotency: Sendable {
  static let header = HTTPFields.Element.Name("Idempotency-Key")!
  static let replayed = HTTPFields.Element.Name("Idempotent-Replayed")!

  let store: any IdempotencyStore
  let now: @Sendable () -> Date

  func once(
    _ request: Request, _ context: APIContext, body: RequestBody,
    _ run: @Sendable () async throws -> Answer
  ) async throws -> Answer {
    guard let key = request.headers[Self.header] else { return try await run() }
    guard (1...255).contains(key.count) else {
      throw APIError.badRequest("Idempotency-Key must be 1 to 255 characters")
    }
    let workspace = try context.authorized()
    let fingerprint = Digest.hexadecimal("\(request.method.rawValue) \(request.uri.path)\n\(body.text)")
    let time = now()
    switch try await store.claim(key, in: workspace, fingerprint: fingerprint, at: time) {
    case .answered(let status, let text):
      return Answer(
        HTTPResponse.Status(code: status), text: text.isEmpty ? nil : text, headers: [Self.replayed: "true"])
    case .stillRunning:
      throw conflict("the first request with this Idempotency-Key is still running; ask again shortly")
    case .usedForOther:
      throw conflict("this Idempotency-Key was used for another request; take a new one")
    case .granted:
      return try await settle(key, workspace, claimedAt: time, context, run)
    }
  }

  /// Runs it and keeps its answer; what may succeed next time frees the key.
  private func settle(
    _ key: String, _ workspace: ID<Workspace>, claimedAt: Date, _ context: APIContext,
    _ run: @Sendable () async throws -> Answer
  ) async throws -> Answer {
    let answer: Answer
    do {
      answer = try await run()
    } catch let error as APIError where error.status.kind == .clientError {
      answer = error.answer(requestID: context.requestID)
    } catch {
      try await store.release(key, in: workspace, claimedAt: claimedAt)
      throw error
    }
    try await store.finish(
      key, in: workspace, claimedAt: claimedAt, status: answer.status.code, body: answer.body ?? "")
    return answer
  }

  private func conflict(_ message: String) -> APIError {
    APIError(status: .conflict, code: "idempotency_conflict", message: message)
  }
}
