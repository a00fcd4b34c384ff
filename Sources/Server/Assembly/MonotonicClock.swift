/// The time that calls, conversations and media share: since the server was put together.
struct MonotonicClock: Sendable {
  private let origin = ContinuousClock.now

  func now() -> Duration { origin.duration(to: .now) }
}
