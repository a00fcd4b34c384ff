extension UserAgent {
  /// Does what the product wants of a leg. A leg that is over, or in another state, stays as it is.
  public mutating func perform(_ command: LegCommand, on id: LegID, at now: Duration) -> [Effect] {
    guard let leg = legsByID[id] else {
      switch command {
      case .place(let call): return place(call, as: id, at: now)
      default: return []
      }
    }
    switch (command, leg.stage) {
    case (.ring(let headers), .incoming(let invite)):
      return progress(leg, invite, 180, headers: headers, isReliable: false, at: now)
    case (.progress(let status, let body, let headers, let isReliable), .incoming(let invite)):
      guard status.isProvisional, status.code > 100 else { return [] }
      return progress(leg, invite, status, body: body, headers: headers, isReliable: isReliable, at: now)
    case (.answer(let body, let contentType, let headers), .incoming(let invite)):
      return answer(leg, invite, body, contentType, headers, at: now)
    case (.identify(let identity), _):
      guard leg.digest?.identity != identity else { return [] }
      var leg = leg
      leg.digest = session(of: identity)
      save(leg)
      return []
    case (.verify(let check), _):
      var leg = leg
      leg.way.security = TransportSecurity(serverName: leg.way.security?.serverName, check: check)
      save(leg)
      return []
    case (.reject(let status, let reason, let headers), .incoming):
      let status = status.code >= 300 ? status : 500
      return respond(to: leg, status, reason: reason, headers: headers, at: now)
        + end(leg, .rejected(status), at: now)
    case (.hangUp(let headers), .incoming):
      return respond(to: leg, 480, headers: headers, at: now) + end(leg, .localHangUp, at: now)
    case (.hangUp(let headers), .answered(let answer, _)):
      var leg = leg
      leg.stage = .answered(answer, hangUp: headers)
      save(leg)
      return []
    case (.hangUp(let headers), .established):
      return leave(leg, .localHangUp, headers: headers, at: now)
    case (.hangUp(let headers), .outgoing(let invite)):
      return giveUp(leg, invite, headers: headers, at: now)
    case (.hangUp(let headers), .accepted(let offer)):
      var leg = leg
      return acknowledge(offer.request, offer.key, in: &leg, at: now)
        + leave(leg, .localHangUp, headers: headers, at: now)
    case (.sendAnswer(let body), .outgoing(let invite)):
      return answerProvisional(leg, invite, body: body, at: now)
    case (.sendAnswer(let body), .accepted(let offer)):
      var leg = leg
      leg.stage = .established
      leg.localDescription = body
      let effects = acknowledge(offer.request, offer.key, in: &leg, body: body, at: now)
      return effects + continueReinvitation(leg, at: now)
    case (.sendAnswer(let body), .established):
      return answerReinvitation(leg, body: body, at: now)
    case (.reinvite(let body, let headers), .answered), (.reinvite(let body, let headers), .established):
      return change(leg, .init(method: .invite, body: body, headers: headers), at: now)
    case (.update(let body, let headers), .answered), (.update(let body, let headers), .established):
      return change(leg, .init(method: .update, body: body, headers: headers), at: now)
    case (.info(let body, let type, let headers), .established), (.info(let body, let type, let headers), .answered):
      var all: SIPHeaders = [.contentType: type]
      all.append(contentsOf: headers)
      return ask(.info, for: .info, leg, headers: all, body: body, at: now)
    case (.press(let key, let format), .established), (.press(let key, let format), .answered):
      return ask(
        .info, for: .info, leg, headers: [.contentType: format.rawValue], body: key.body(format), at: now)
    case (.probe, .established):
      return ask(.options, for: .options, leg, headers: [.accept: "application/sdp"], at: now)
    case (.transfer(let transfer), .established):
      return self.transfer(leg, transfer, at: now)
    case (.acceptReferral, .established):
      return acceptReferral(leg, at: now)
    case (.rejectReferral(let status), _):
      return rejectReferral(leg, status.code >= 300 ? status : 603, at: now)
    case (.reportReferral(let status, let phrase), .established):
      return reportReferral(leg, StatusFragment(status: status, phrase: phrase), at: now)
    case (.answerReoffer(let body), _):
      return answerReoffer(leg, body, at: now)
    case (.rejectReoffer(let status, let headers), _):
      return rejectReoffer(leg, status.code >= 300 ? status : 488, headers, at: now)
    default:
      return []
    }
  }

  private mutating func ask(
    _ method: SIPMethod, for purpose: OwnRequest.Purpose, _ leg: Leg, headers: SIPHeaders = [:], body: [UInt8] = [],
    at now: Duration
  ) -> [Effect] {
    var leg = leg
    let effects = send(method, for: purpose, in: &leg, headers: headers, body: body, at: now)
    save(leg)
    return effects
  }

  private mutating func change(_ leg: Leg, _ wish: Reinvitation.Wish, at now: Duration) -> [Effect] {
    var leg = leg
    var wish = wish
    if wish.method == .update, !leg.peer.allowsUpdate {
      wish.method = .invite
      if wish.body.isEmpty { wish.body = leg.localDescription }
    }
    leg.reinvitation.want(wish)
    return continueReinvitation(leg, at: now)
  }

  private mutating func answer(
    _ leg: Leg, _ invite: IncomingInvite, _ body: [UInt8], _ contentType: String, _ headers: SIPHeaders,
    at now: Duration
  ) -> [Effect] {
    guard let received = leg.received, invite.answer == nil else { return [] }
    var invite = invite
    var body = body
    // Offer and answer passed before: another description would be taken for another offer.
    if invite.agreement == .agreed, SIPMessage.request(received.request).sessionDescription == nil { body = [] }
    var all: SIPHeaders = [.supported: supported]
    if !body.isEmpty { all.append(.contentType, contentType) }
    all.append(contentsOf: headers)
    var leg = leg
    all.append(contentsOf: agreeOnTimer(received.request, in: &leg, at: now))
    if !body.isEmpty { leg.localDescription = body }
    let response = response(to: received.request, in: leg, 200, headers: all, body: body)
    guard invite.reliable.holdsDescription else { return sendAnswer(response, leg, at: now) }
    invite.answer = response
    leg.stage = .incoming(invite)
    save(leg)
    return []
  }

  /// Sends the 200 to the INVITE of a leg.
  mutating func sendAnswer(_ response: SIPResponse, _ leg: Leg, at now: Duration) -> [Effect] {
    guard let received = leg.received else { return [] }
    var leg = leg
    leg.dialog.confirm()
    leg.stage = .answered(
      Unacknowledged(
        response, to: received.destination, number: received.number, configuration.timers, at: now),
      hangUp: nil)
    save(leg)
    let effects = resolve(transactions.respond(response, to: received.key, at: now), at: now)
    return effects + (leg.replaces.map { replace($0, by: leg.id, at: now) } ?? [])
  }

  /// The leg that another took the place of is hung up, or cancelled while it rings (RFC 3891 §3).
  private mutating func replace(_ id: LegID, by other: LegID, at now: Duration) -> [Effect] {
    guard let leg = legsByID[id] else { return [] }
    guard case .established = leg.stage else { return perform(.hangUp(), on: id, at: now) }
    return leave(leg, .replaced(by: other), headers: [:], at: now)
  }

  private mutating func answerReoffer(_ leg: Leg, _ body: [UInt8], at now: Duration) -> [Effect] {
    guard case .pending(let request, let key, let destination) = leg.reoffer else { return [] }
    var leg = leg
    var headers: SIPHeaders = body.isEmpty ? [:] : [.contentType: "application/sdp"]
    if request.method != .prack {
      headers.append(.supported, supported)
      headers.append(contentsOf: agreeOnTimer(request, in: &leg, at: now))
    }
    if !body.isEmpty { leg.localDescription = body }
    let response = response(to: request, in: leg, 200, headers: headers, body: body)
    if request.method == .invite, let number = request.headers[.cSeq].flatMap({ CSeq($0) })?.number {
      leg.reoffer = .answered(
        Unacknowledged(response, to: destination, number: number, configuration.timers, at: now))
    } else {
      leg.reoffer = .none
    }
    save(leg)
    return resolve(transactions.respond(response, to: key, at: now), at: now)
      + continueReinvitation(leg, at: now)
  }

  private mutating func rejectReoffer(
    _ leg: Leg, _ status: SIPStatus, _ headers: SIPHeaders, at now: Duration
  ) -> [Effect] {
    guard case .pending(let request, let key, _) = leg.reoffer else { return [] }
    var leg = leg
    leg.reoffer = .none
    save(leg)
    let refusal = response(to: request, in: leg, status, headers: headers)
    return resolve(transactions.respond(refusal, to: key, at: now), at: now)
      + continueReinvitation(leg, at: now)
  }
}
