extension UserAgent {
  /// Sends again what no answer came for, and gives up after 64 · T1 (RFC 3261 §13.3.1.4).
  mutating func deadlineReached(_ leg: Leg, at now: Duration) -> [Effect] {
    var leg = leg
    var effects: [Effect] = []
    switch leg.stage {
    case .incoming(let ringing?, let resendAt?) where now >= resendAt:
      leg.stage = .incoming(ringing: ringing, resendAt: resendAt + configuration.ringInterval)
      effects += resolve(transactions.respond(ringing, to: leg.inviteKey, at: now), at: now)
    case .answered(let answer, let hangUp) where now >= answer.giveUpAt:
      return leave(leg, hangUp == nil ? .unacknowledged : .localHangUp, headers: hangUp ?? [:], at: now)
    case .answered(var answer, let hangUp) where now >= answer.resendAt:
      effects.append(.send(.response(answer.response), to: answer.destination, leg: leg.id))
      answer.resent(configuration.timers)
      leg.stage = .answered(answer, hangUp: hangUp)
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
    return effects
  }
}
