/// The changes that we want of a session: one re-INVITE or UPDATE at a time (RFC 3261 §14.1, RFC 3311 §5.1).
struct Reinvitation: Sendable {
  enum Purpose: Hashable, Sendable {
    /// The product wants other media, or another target.
    case change
    /// The session timer wants a sign of life (RFC 4028 §10).
    case refresh
  }

  struct Wish: Hashable, Sendable {
    var method: SIPMethod
    /// Our offer; empty in an INVITE to let the peer make it, empty in an UPDATE to offer nothing.
    var body: [UInt8]
    var headers: SIPHeaders = [:]
    var purpose: Purpose = .change
  }

  enum State: Sendable {
    case idle
    /// No final response came yet. `delays` counts how often the peer told us to wait.
    case sent(Wish, delays: Int)
    /// The 2xx of our re-INVITE made the offer; the ACK waits for our answer.
    case asked(Wish, AcceptedOffer)
    /// The peer told us to wait.
    case waiting(Wish, delays: Int, until: Duration)
  }

  private(set) var state: State = .idle
  /// What is wanted as soon as nothing else is on its way; a later wish replaces an earlier one.
  private var next: Wish?
  /// The peer may tell us to wait this often.
  static let maximumDelays = 5

  /// True while an offer or a request of ours waits for the peer, so that one of the peer's is glare.
  var isOutstanding: Bool {
    switch state {
    case .sent, .asked: true
    case .idle, .waiting: false
    }
  }

  var deadline: Duration? {
    if case .waiting(_, _, let until) = state { until } else { nil }
  }

  mutating func want(_ wish: Wish) {
    switch state {
    // What waits has not been agreed: the newer wish is the one that counts.
    case .waiting where wish.purpose == .change:
      state = .idle
      next = wish
    case .idle, .sent, .asked, .waiting:
      if wish.purpose == .refresh, next != nil { return }
      next = wish
    }
  }

  /// The wish that may go out now, if there is one.
  mutating func takeNext() -> Wish? {
    guard case .idle = state, let wish = next else { return nil }
    next = nil
    state = .sent(wish, delays: 0)
    return wish
  }

  /// The wish whose waiting is over.
  mutating func deadlineReached(at now: Duration) -> Wish? {
    guard case .waiting(let wish, let delays, let until) = state, now >= until else { return nil }
    state = .sent(wish, delays: delays)
    return wish
  }

  /// Puts a wish whose waiting is over back, because the peer is making an offer of its own.
  mutating func yield() {
    guard case .sent(let wish, _) = state else { return }
    state = .idle
    if next == nil { next = wish }
  }

  /// The peer told us to wait; false when it did so too often.
  mutating func delay(until: Duration) -> Bool {
    guard case .sent(let wish, let delays) = state, delays < Self.maximumDelays else { return false }
    state = .waiting(wish, delays: delays + 1, until: until)
    return true
  }

  mutating func ask(_ offer: AcceptedOffer) {
    if case .sent(let wish, _) = state { state = .asked(wish, offer) }
  }

  /// Nothing is on its way any more.
  ///
  /// - Returns: the wish that was.
  @discardableResult
  mutating func finish() -> Wish? {
    defer { state = .idle }
    switch state {
    case .sent(let wish, _), .asked(let wish, _), .waiting(let wish, _, _): return wish
    case .idle: return nil
    }
  }
}
