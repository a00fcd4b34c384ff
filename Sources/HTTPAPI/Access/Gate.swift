import Exchange

/// Stands before each operation that needs a key: the key must be within its limits and good for the operation.
struct Gate: Sendable {
  let limiter: RateLimiter
  let clock: @Sendable () -> ContinuousClock.Instant

  /// - Throws: 429 over the key's limits, 403 without the scope.
  func admit(_ context: APIContext, to endpoint: Endpoint) throws(APIError) {
    guard let key = context.key else { throw .unauthorized }
    try limiter.admit(key.id, placesCall: endpoint.placesCall, at: clock())
    guard key.scopes.contains(endpoint.scope) else {
      let scope = endpoint.scope.rawValue
      throw .forbidden(
        lacking: [scope], "this needs a key with the scope \(scope); this one has \(key.scopes.listed)")
    }
  }
}

extension Set<AccessScope> {
  /// For messages.
  var listed: String { isEmpty ? "none" : inOrder.map(\.rawValue).joined(separator: ", ") }
}
