/// Notices that a session has died: signs of life at half its interval, or the end when none came (RFC 4028 §10).
struct SessionTimer: Hashable, Sendable {
  enum Refresher: Hashable, Sendable { case us, peer }
  enum Due: Hashable, Sendable {
    /// We are to give a sign of life.
    case refresh
    /// None was given or answered: the call is to be ended.
    case expired
  }

  let seconds: Int
  let refresher: Refresher
  private var refreshAt: Duration?
  private let expiresAt: Duration

  /// Begins with the 2xx that agreed on it.
  init(seconds: Int, refresher: Refresher, at now: Duration) {
    self.seconds = seconds
    self.refresher = refresher
    let interval = Duration.seconds(seconds)
    refreshAt = refresher == .us ? now + interval / 2 : nil
    expiresAt = now + interval - min(.seconds(32), interval / 3)
  }

  /// The timer after an exchange that did not speak of it: ours begins anew, the peer's is off.
  func continued(at now: Duration) -> SessionTimer? {
    refresher == .us ? SessionTimer(seconds: seconds, refresher: .us, at: now) : nil
  }

  var deadline: Duration { min(refreshAt ?? expiresAt, expiresAt) }

  mutating func deadlineReached(at now: Duration) -> Due? {
    if now >= expiresAt { return .expired }
    guard let due = refreshAt, now >= due else { return nil }
    refreshAt = nil
    return .refresh
  }
}
