import Exchange
import Hummingbird
import Identifiers

/// Lets a request pass with a key, and tells it whose workspace it acts in.
struct Authentication: RouterMiddleware {
  typealias Context = APIContext

  let access: any AccessStore
  let cache = KeyCache()

  func handle(
    _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
  ) async throws -> Response {
    guard let key = Self.key(request.headers) else { throw APIError.unauthorized }
    var context = context
    context.workspace = try await workspace(of: key.hash)
    return try await next(request, context)
  }

  private func workspace(of hash: String) async throws -> ID<Workspace> {
    let now = ContinuousClock.now
    if let workspace = cache.workspace(hash: hash, at: now) { return workspace }
    guard let key = try await access.key(hash: hash) else { throw APIError.unauthorized }
    cache.keep(key.workspace, hash: hash, at: now)
    return key.workspace
  }

  private static func key(_ headers: HTTPFields) -> BearerKey? {
    guard let header = headers[.authorization] else { return nil }
    let parts = header.split(separator: " ", omittingEmptySubsequences: true)
    guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].hasPrefix("sk_"), parts[1].utf8.count <= 256
    else { return nil }
    return BearerKey(String(parts[1]))
  }
}
