import SIP

/// How far a call's signalling is.
enum CallStage: Sendable {
  /// A call of ours whose next attempt is not under way.
  case idle
  /// An INVITE of ours is out.
  case calling(LegID, as: NameAddress, attempt: Int)
  /// There is a dialog, or an INVITE that came and waits for our answer.
  case up(LegID, as: NameAddress? = nil)
  /// Another leg of the far end is about to take the place of `from`: at its ACK, or when `from` ends
  /// (RFC 3891).
  case replacing(from: LegID, by: LegID, as: NameAddress?)
  /// The far end sends us elsewhere: `to` is called. `from` is nil once whoever sent us has hung up.
  case moving(from: LegID?, to: LegID, as: NameAddress)
  /// Hung up by us; the end of the leg is still to come.
  case leaving(LegID)
  /// Hung up by us while no leg was there; nothing follows.
  case over

  var leg: LegID? {
    switch self {
    case .calling(let leg, _, _), .up(let leg, _), .leaving(let leg), .replacing(let leg, _, _): leg
    case .moving(let from, let to, _): from ?? to
    case .idle, .over: nil
    }
  }

  /// Whom we are in a call of ours.
  var caller: NameAddress? {
    switch self {
    case .calling(_, let caller, _): caller
    case .up(_, let caller), .replacing(_, _, let caller): caller
    case .moving(_, _, let caller): caller
    case .idle, .leaving, .over: nil
    }
  }

  /// Begins an attempt; false when one is under way, or nobody wants the call any more.
  mutating func begin(_ leg: LegID, as caller: NameAddress, attempt: Int) -> Bool {
    guard case .idle = self else { return false }
    self = .calling(leg, as: caller, attempt: attempt)
    return true
  }

  /// Whether this leg is still wanted.
  func wants(_ leg: LegID) -> Bool {
    switch self {
    case .calling(leg, _, _), .up(leg, _): true
    case .moving(_, let to, _): to == leg
    case .replacing(let from, let by, _): from == leg || by == leg
    case .idle, .calling, .up, .leaving, .over: false
    }
  }

  /// The call was answered.
  mutating func answer() {
    if case .calling(let leg, let caller, _) = self { self = .up(leg, as: caller) }
  }

  /// The attempt came to nothing.
  ///
  /// - Returns: its number; nil when there was none that anybody waits for.
  mutating func fail() -> Int? {
    guard case .calling(_, _, let attempt) = self else { return nil }
    self = .idle
    return attempt
  }

  /// - Returns: the legs to hang up, the one whose end counts last.
  mutating func leave() -> [LegID] {
    guard let leg else {
      self = .over
      return []
    }
    defer { self = .leaving(leg) }
    switch self {
    case .moving(let from?, let to, _): return [to, from]
    case .replacing(let from, let by, _): return [by, from]
    default: return [leg]
    }
  }
}
