extension UserAgent {
  /// A response to a request of ours, or the news that none will come.
  mutating func requestAnswered(
    _ key: ClientTransactionKey, _ outcome: Result<SIPResponse, ClientTransactionFailure>, _ id: LegID?,
    at now: Duration
  ) -> [Effect] {
    let late = abandonedAnswered(key, outcome, id, at: now)
    if !late.isEmpty { return late }
    guard let id, var leg = legsByID[id] else {
      guard key.method == .invite, case .success(let response) = outcome, response.status.isSuccess else { return [] }
      return acceptedTooLate(response, key, at: now)
    }
    if case .outgoing(let invite) = leg.stage, invite.key == key {
      return inviteAnswered(outcome, leg, invite, at: now)
    }
    guard let own = leg.requests[key] else {
      guard key.method == .invite, case .success(let response) = outcome, response.status.isSuccess else { return [] }
      return acceptedAgain(response, key, leg, at: now) ?? acceptedTooLate(response, key, at: now)
    }
    if case .success(let response) = outcome, response.status.isProvisional {
      return heard(response, key, own, leg, at: now)
    }
    leg.requests[key] = nil
    save(leg)
    if case .success(let response) = outcome,
      let again = leg.answersChallenge(of: response, to: own.request, attempt: own.attempt)
    {
      leg = again
      let effects = sendAgain(own, in: &leg, at: now)
      if own.purpose == .refer { leg.referral?.retried(number: leg.dialog.localNumber ?? 0) }
      save(leg)
      return effects
    }
    return finished(own, key, outcome, leg, at: now)
  }

  /// A provisional response inside a call; one to a re-INVITE may ask to be acknowledged (RFC 3262 §4).
  private mutating func heard(
    _ response: SIPResponse, _ key: ClientTransactionKey, _ own: OwnRequest, _ leg: Leg, at now: Duration
  ) -> [Effect] {
    var own = own
    guard own.request.method == .invite, case .next = own.provisionals.receive(response) else { return [] }
    var leg = leg
    leg.requests[key] = own
    let effects = acknowledgeProvisional(response, in: &leg, with: own.remoteTag, at: now)
    save(leg)
    return effects
  }

  /// A request of ours inside a dialog is done.
  private mutating func finished(
    _ own: OwnRequest, _ key: ClientTransactionKey, _ outcome: Result<SIPResponse, ClientTransactionFailure>,
    _ leg: Leg, at now: Duration
  ) -> [Effect] {
    switch own.purpose {
    case .bye:
      guard case .leaving(let cause) = leg.stage else { return [] }
      return left(leg, cause, at: now)
    case .reinvitation:
      return reinvitationAnswered(own, key, outcome, leg, at: now)
    case .refer:
      return referAnswered(outcome, leg, at: now)
    case .notify:
      return notifyAnswered(outcome, leg, at: now)
    case .prack:
      return []
    case .info, .options:
      return answered(own.request.method, outcome, leg, at: now)
    }
  }

  /// The status of a final response, or what its absence is treated as (RFC 3261 §8.1.3.1).
  private static func status(of outcome: Result<SIPResponse, ClientTransactionFailure>) -> SIPStatus {
    switch outcome {
    case .success(let response): response.status
    case .failure(.timedOut): 408
    case .failure(.transport): 503
    }
  }

  /// An INFO or OPTIONS was answered. One that finds no dialog, or nobody, ends the call (RFC 3261 §12.2.1.2).
  private mutating func answered(
    _ method: SIPMethod, _ outcome: Result<SIPResponse, ClientTransactionFailure>, _ leg: Leg, at now: Duration
  ) -> [Effect] {
    if case .leaving(nil) = leg.stage { return [] }
    let status = Self.status(of: outcome)
    let effects: [Effect] = [.event(leg.id, .answered(method, status))]
    return status.code == 408 || status.code == 481 ? effects + lose(leg, status, at: now) : effects
  }
}
