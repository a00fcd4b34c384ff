extension UserAgent {
  /// Sends again what no answer came for, and gives up after 64 · T1 (RFC 3261 §13.3.1.4).
  mutating func deadlineReached(_ leg: Leg, at now: Duration) -> [Effect] {
    var leg = leg
    var effects: [Effect] = []
    switch leg.stage {
    case .incoming(let invite):
      return deadlineReached(leg, invite, at: now)
    case .answered(let answer, let hangUp) where now >= answer.giveUpAt:
      return leave(leg, hangUp == nil ? .unacknowledged : .localHangUp, headers: hangUp ?? [:], at: now)
    case .answered(var answer, let hangUp) where now >= answer.resendAt:
      effects.append(.send(.response(answer.response), to: answer.destination, leg: leg.id))
      answer.resent(configuration.timers)
      leg.stage = .answered(answer, hangUp: hangUp)
    case .outgoing(let invite):
      if case .cancelled(let until) = invite.progress, now >= until {
        // Nobody answers the INVITE that was cancelled (RFC 3261 §9.1).
        transactions.forget(invite.key)
        return end(leg, .localHangUp, at: now)
      }
      if case .calling(let moveOnAt?) = invite.progress, now >= moveOnAt { return moveOn(leg, invite, at: now) }
    default:
      break
    }
    if case .answered(var answer) = leg.reoffer {
      if now >= answer.giveUpAt { return effects + leave(leg, .unacknowledged, headers: [:], at: now) }
      if now >= answer.resendAt {
        effects.append(.send(.response(answer.response), to: answer.destination, leg: leg.id))
        answer.resent(configuration.timers)
        leg.reoffer = .answered(answer)
      }
    }
    save(leg)
    effects += referralsReached(leg, at: now)
    if let leg = legsByID[leg.id] { effects += reinvitationReached(leg, at: now) }
    if let leg = legsByID[leg.id] { effects += sessionTimerReached(leg, at: now) }
    return effects
  }
}
