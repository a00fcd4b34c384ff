/// Whether the peer still sends.
struct MediaLiveness {
  private enum State {
    /// No packet so far.
    case awaiting(since: Duration)
    case heard(at: Duration)
    /// The limit was reached and told.
    case silent
  }

  private let limit: Duration
  private var state: State
  private var hasSpoken = false
  /// While a call is held its peer need not send.
  var isHeld = false

  init(limit: Duration, startingAt now: Duration) {
    self.limit = limit
    state = .awaiting(since: now)
  }

  /// A packet came, or the count begins anew for another reason.
  /// - Returns: whether it is the first packet of the call.
  @discardableResult
  mutating func heard(at now: Duration, countsAsSound: Bool) -> Bool {
    state = countsAsSound || hasSpoken ? .heard(at: now) : .awaiting(since: now)
    guard countsAsSound, !hasSpoken else { return false }
    hasSpoken = true
    return true
  }

  /// True once each time that the limit passes without a packet.
  mutating func isLimitReached(at now: Duration) -> Bool {
    switch state {
    case .awaiting(let since), .heard(let since):
      guard !isHeld, now - since >= limit else { return false }
      state = .silent
      return true
    case .silent: return false
    }
  }
}
