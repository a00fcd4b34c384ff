extension UserAgent {
  /// Sends the next change that is wanted of the session, if nothing is on its way either way (RFC 3261 §14.1).
  mutating func continueReinvitation(_ leg: Leg, at now: Duration) -> [Effect] {
    var leg = leg
    guard case .established = leg.stage, case .none = leg.reoffer, let wish = leg.reinvitation.takeNext() else {
      save(leg)
      return []
    }
    let effects = send(wish, in: &leg, at: now)
    save(leg)
    return effects
  }

  /// The waiting that the peer imposed is over.
  mutating func reinvitationReached(_ leg: Leg, at now: Duration) -> [Effect] {
    var leg = leg
    guard let wish = leg.reinvitation.deadlineReached(at: now) else { return [] }
    guard case .established = leg.stage, case .none = leg.reoffer else {
      leg.reinvitation.yield()
      save(leg)
      return []
    }
    let effects = send(wish, in: &leg, at: now)
    save(leg)
    return effects
  }

  private mutating func send(_ wish: Reinvitation.Wish, in leg: inout Leg, at now: Duration) -> [Effect] {
    var headers: SIPHeaders = [.allow: allowed, .supported: supported]
    headers.append(contentsOf: continuedTimer(leg))
    headers.append(contentsOf: wish.headers)
    if !wish.body.isEmpty { headers.append(.contentType, "application/sdp") }
    return send(wish.method, for: .reinvitation, in: &leg, headers: headers, body: wish.body, at: now)
  }

  /// A re-INVITE or UPDATE of ours got its final response, or none. Whatever went wrong, the session stays as it was
  /// (RFC 3261 §14.1), unless its dialog is gone.
  mutating func reinvitationAnswered(
    _ own: OwnRequest, _ key: ClientTransactionKey, _ outcome: Result<SIPResponse, ClientTransactionFailure>,
    _ leg: Leg, at now: Duration
  ) -> [Effect] {
    var leg = leg
    guard case .established = leg.stage else {
      // We are leaving; what was accepted meanwhile still wants its ACK.
      guard own.request.method == .invite, case .success(let response) = outcome, response.status.isSuccess else {
        return []
      }
      let effects = acknowledge(own.request, key, in: &leg, at: now)
      save(leg)
      return effects
    }
    switch outcome {
    case .failure(.timedOut): return lose(leg, 408, at: now)
    case .failure(.transport): return refused(CallRefusal(status: 503), leg, at: now)
    case .success(let response) where response.status.isSuccess:
      return accepted(response, own, key, leg, at: now)
    case .success(let response):
      return refused(response, own, leg, at: now)
    }
  }

  private mutating func accepted(
    _ response: SIPResponse, _ own: OwnRequest, _ key: ClientTransactionKey, _ leg: Leg, at now: Duration
  ) -> [Effect] {
    var leg = leg
    leg.dialog.refreshTarget(from: response.headers)
    leg.peer.note(response.headers)
    noteTimer(response, in: &leg, at: now)
    let description = SIPMessage.response(response).sessionDescription
    if own.request.method == .invite, own.request.body.isEmpty, description != nil {
      leg.reinvitation.ask(AcceptedOffer(request: own.request, key: key))
      save(leg)
      return [.event(leg.id, .renegotiated(response))]
    }
    let wish = leg.reinvitation.finish()
    if !own.request.body.isEmpty { leg.localDescription = own.request.body }
    var effects: [Effect] = []
    if own.request.method == .invite { effects += acknowledge(own.request, key, in: &leg, at: now) }
    effects.append(
      .event(leg.id, wish?.purpose == .refresh ? .refreshed(body: description ?? []) : .renegotiated(response)))
    return effects + continueReinvitation(leg, at: now)
  }

  /// Our answer to the offer that the 2xx of a re-INVITE made.
  mutating func answerReinvitation(_ leg: Leg, body: [UInt8], at now: Duration) -> [Effect] {
    guard case .asked(_, let offer) = leg.reinvitation.state else { return [] }
    var leg = leg
    leg.reinvitation.finish()
    leg.localDescription = body
    let effects = acknowledge(offer.request, offer.key, in: &leg, body: body, at: now)
    return effects + continueReinvitation(leg, at: now)
  }

  private mutating func refused(
    _ response: SIPResponse, _ own: OwnRequest, _ leg: Leg, at now: Duration
  ) -> [Effect] {
    var leg = leg
    switch response.status.code {
    case 408, 481: return lose(leg, response.status, at: now)
    case 491:
      if leg.reinvitation.delay(until: now + glareDelay(isOwner: leg.received == nil)) {
        save(leg)
        return []
      }
    case 500 where response.retryAfterSeconds != nil:
      let seconds = min(response.retryAfterSeconds ?? 0, 10)
      if leg.reinvitation.delay(until: now + .seconds(seconds)) {
        save(leg)
        return []
      }
    case 422 where own.attempt < DigestSession.maximumAnswers:
      var request = own.request
      if request.lengthenSession(as: response) {
        let effects = sendAgain(own, in: &leg, at: now) { _ = $0.lengthenSession(as: response) }
        save(leg)
        return effects
      }
    case 405, 501:
      guard own.request.method == .update, case .sent(let wish, _) = leg.reinvitation.state else { break }
      leg.peer.refuse(.update)
      let body = wish.body.isEmpty ? leg.localDescription : wish.body
      guard !body.isEmpty else { break }
      leg.reinvitation.finish()
      leg.reinvitation.want(.init(method: .invite, body: body, headers: wish.headers, purpose: wish.purpose))
      return continueReinvitation(leg, at: now)
    default: break
    }
    return refused(CallRefusal(response), leg, at: now)
  }

  private mutating func refused(_ refusal: CallRefusal, _ leg: Leg, at now: Duration) -> [Effect] {
    var leg = leg
    let wish = leg.reinvitation.finish()
    let effects: [Effect] = wish?.purpose == .refresh ? [] : [.event(leg.id, .renegotiationRefused(refusal))]
    return effects + continueReinvitation(leg, at: now)
  }

  /// The peer knows the dialog no more, or is gone: so is the call (RFC 3261 §12.2.1.2).
  mutating func lose(_ leg: Leg, _ status: SIPStatus, at now: Duration) -> [Effect] {
    switch leg.stage {
    case .established, .answered, .accepted: leave(leg, .dialogLost(status), headers: [:], at: now)
    case .incoming, .outgoing, .leaving: []
    }
  }

  /// In steps of 10 ms: 2.1 to 4 s for the owner of the Call-ID, up to 2 s for the other (RFC 3261 §14.1).
  private mutating func glareDelay(isOwner: Bool) -> Duration {
    .milliseconds(isOwner ? 2_100 + Int64(random.next() % 191) * 10 : Int64(random.next() % 201) * 10)
  }
}
