/// The pace of one key under one limit, as the generic cell rate algorithm (ITU-T I.371): one instant is all that is kept.
struct RequestPace: Hashable, Sendable {
  /// When all that was let in would have come at the even pace; nil before the first.
  private var spentUntil: ContinuousClock.Instant?

  /// Nil lets it in; else it is refused, costs nothing, and the next is let in after so long.
  mutating func admit(_ limit: RateLimit, at now: ContinuousClock.Instant) -> Duration? {
    let interval = Duration.seconds(1) / limit.perSecond
    let spent = max(spentUntil ?? now, now)
    let wait = now.duration(to: spent) - interval * (limit.burst - 1)
    guard wait <= .zero else { return wait }
    spentUntil = spent + interval
    return nil
  }

  /// Whether it is as good as new, and need not be kept.
  func isRested(at now: ContinuousClock.Instant) -> Bool { spentUntil.map { $0 <= now } ?? true }
}
