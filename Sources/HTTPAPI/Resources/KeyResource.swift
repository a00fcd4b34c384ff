import Exchange
import Foundation
import Hummingbird
import Identifiers

/// `/v1/api-keys`. Takes no `Idempotency-Key`: the answer to keep would hold the secret.
struct KeyResource: Sendable {
  let keys: any AccessStore & KeyStore
  let cache: KeyCache
  let ids: IDSource
  let now: @Sendable () -> Date

  var endpoints: [Endpoint] {
    [
      Endpoint(.post, "/v1/api-keys", create), Endpoint(.get, "/v1/api-keys", list),
      Endpoint(.delete, "/v1/api-keys/:id", delete),
    ]
  }

  @Sendable private func create(_ request: Request, _ context: APIContext) async throws -> Answer {
    guard let maker = context.key else { throw APIError.unauthorized }
    let (name, scopes) = try KeyFields.read(try await RequestBody.read(request).members)
    let excess = scopes.subtracting(maker.scopes)
    guard excess.isEmpty else {
      throw APIError.forbidden(
        lacking: excess.inOrder.map(\.rawValue),
        "a key cannot give scopes that it lacks: \(excess.listed); use a key that has them, or trunkline keys create")
    }
    let bearer = BearerKey.random()
    let key = APIKey(
      id: ids.make(), workspace: maker.workspace, name: name, hash: bearer.hash, hint: bearer.hint, scopes: scopes,
      createdAt: now())
    try await keys.insert(key)
    return Answer(.created, KeyFields.show(key, secret: bearer.secret), headers: [.cacheControl: "no-store"])
  }

  @Sendable private func list(_ request: Request, _ context: APIContext) async throws -> Answer {
    var query = ListQuery(request)
    try query.finish()
    let page = try await keys.keys(in: try context.authorized(), page: query.page)
    return .list("api_keys", page, KeyFields.show)
  }

  @Sendable private func delete(_ request: Request, _ context: APIContext) async throws -> Answer {
    guard let id = context.pathID(APIKey.self), try await keys.deleteKey(id, in: try context.authorized())
    else { throw APIError.notFound("api_key_not_found", "API key") }
    cache.forget(id)
    return .noContent
  }
}
