import SIP

/// How far a call's signalling is.
enum CallStage: Sendable {
  /// A call of ours whose next attempt is not under way.
  case idle
  /// An INVITE of ours is out.
  case calling(LegID, as: NameAddress)
  /// There is a dialog, or an INVITE that came and waits for our answer.
  case up(LegID, as: NameAddress? = nil)
  /// The far end sends us elsewhere: `to` is called. `from` is nil once whoever sent us has hung up.
  case moving(from: LegID?, to: LegID, as: NameAddress)
  /// Hung up by us; the end of the leg is still to come.
  case leaving(LegID)
  /// Hung up by us while no leg was there; nothing follows.
  case over

  var leg: LegID? {
    switch self {
    case .calling(let leg, _), .up(let leg, _), .leaving(let leg): leg
    case .moving(let from, let to, _): from ?? to
    case .idle, .over: nil
    }
  }

  /// Whom we are in a call of ours.
  var caller: NameAddress? {
    switch self {
    case .calling(_, let caller): caller
    case .up(_, let caller): caller
    case .moving(_, _, let caller): caller
    case .idle, .leaving, .over: nil
    }
  }

  /// Begins an attempt; false when one is under way, or nobody wants the call any more.
  mutating func begin(_ leg: LegID, as caller: NameAddress) -> Bool {
    guard case .idle = self else { return false }
    self = .calling(leg, as: caller)
    return true
  }

  /// The call was answered.
  mutating func answer() {
    if case .calling(let leg, let caller) = self { self = .up(leg, as: caller) }
  }

  /// The attempt came to nothing; false when there was none that anybody waits for.
  mutating func fail() -> Bool {
    guard case .calling = self else { return false }
    self = .idle
    return true
  }

  /// - Returns: the legs to hang up, the one whose end counts last.
  mutating func leave() -> [LegID] {
    guard let leg else {
      self = .over
      return []
    }
    defer { self = .leaving(leg) }
    if case .moving(let from?, let to, _) = self { return [to, from] }
    return [leg]
  }
}
