import Exchange
import Identifiers
import Synchronization

/// Holds every key to its limits.
final class RateLimiter: Sendable {
  private struct Paces {
    var requests = RequestPace()
    var calls = RequestPace()
  }

  private static let capacity = 1000
  private let limits: RateLimits
  private let paces = Mutex<[ID<APIKey>: Paces]>([:])

  init(_ limits: RateLimits) { self.limits = limits }

  /// - Throws: 429 `rate_limited`.
  func admit(_ key: ID<APIKey>, placesCall: Bool, at now: ContinuousClock.Instant) throws(APIError) {
    if let refusal = refusal(key, placesCall, now) { throw refusal }
  }

  private func refusal(_ key: ID<APIKey>, _ placesCall: Bool, _ now: ContinuousClock.Instant) -> APIError? {
    paces.withLock { paces in
      if paces.count >= Self.capacity {
        paces = paces.filter { !$0.value.requests.isRested(at: now) || !$0.value.calls.isRested(at: now) }
      }
      var pace = paces[key] ?? Paces()
      defer { paces[key] = pace }
      if let limit = limits.requests, let wait = pace.requests.admit(limit, at: now) {
        return .rateLimited(limit, of: "requests", wait: wait)
      }
      if placesCall, let limit = limits.calls, let wait = pace.calls.admit(limit, at: now) {
        return .rateLimited(limit, of: "calls", wait: wait)
      }
      return nil
    }
  }
}
