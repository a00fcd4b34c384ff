import Exchange
import Foundation
import Hummingbird
import Logging

/// Lets a request pass with a key, and tells it whose workspace it acts in.
struct Authentication: RouterMiddleware {
  typealias Context = APIContext

  let access: any AccessStore & KeyStore
  let cache: KeyCache
  let uses = KeyUses()
  let now: @Sendable () -> Date
  let clock: @Sendable () -> ContinuousClock.Instant

  func handle(
    _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
  ) async throws -> Response {
    guard let bearer = Self.key(request.headers) else { throw APIError.unauthorized }
    var context = context
    context.key = try await key(of: bearer.hash, context.logger)
    return try await next(request, context)
  }

  private func key(of hash: String, _ log: Logger) async throws -> APIKey {
    let instant = clock()
    if let key = cache.key(hash: hash, at: instant) { return key }
    guard let key = try await access.key(hash: hash) else { throw APIError.unauthorized }
    cache.keep(key, at: instant)
    await note(key, log)
    return key
  }

  /// Only when the key is looked up, so that a use costs a write a minute at most. No request fails for it.
  private func note(_ key: APIKey, _ log: Logger) async {
    let time = now()
    guard uses.isDue(key, at: time) else { return }
    do { try await access.noteUse(of: key.id, at: time) } catch {
      log.warning("cannot note the use of a key", metadata: ["key": "\(key.id)", "error": "\(error)"])
    }
  }

  private static func key(_ headers: HTTPFields) -> BearerKey? {
    guard let header = headers[.authorization] else { return nil }
    let parts = header.split(separator: " ", omittingEmptySubsequences: true)
    guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].hasPrefix("sk_"), parts[1].utf8.count <= 256
    else { return nil }
    return BearerKey(String(parts[1]))
  }
}
