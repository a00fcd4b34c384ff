/// When calls of a trunk may leave, so that no second sees more of them than the carrier takes: evenly spread.
struct CallPace<Key: Hashable & Sendable>: Sendable {
  private var nextAt: [Key: Duration] = [:]

  /// Takes the next place for a call.
  ///
  /// - Parameter limit: calls a second; nil: none.
  /// - Returns: when it may leave.
  mutating func take(_ key: Key, limit: Int?, at now: Duration) -> Duration {
    guard let limit, limit > 0 else {
      nextAt[key] = nil
      return now
    }
    let at = max(now, nextAt[key] ?? now)
    nextAt[key] = at + .seconds(1) / limit
    return at
  }
}
