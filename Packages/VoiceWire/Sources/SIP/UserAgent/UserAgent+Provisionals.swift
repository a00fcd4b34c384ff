extension UserAgent {
  /// A provisional response other than 100, reliable where the peer insists, or where we want and the peer can
  /// (RFC 3262 §3).
  mutating func progress(
    _ leg: Leg, _ invite: IncomingInvite, _ status: SIPStatus, body: [UInt8] = [], headers: SIPHeaders = [:],
    isReliable: Bool, at now: Duration
  ) -> [Effect] {
    guard let received = leg.received else { return [] }
    let insists = received.request.requires("100rel")
    let mayBeReliable = !body.isEmpty || !invite.owesOffer(received.request)
    // Neither reliably, for want of an offer, nor otherwise, since the caller insists: it hears nothing but 100.
    guard mayBeReliable || !insists else { return [] }
    var leg = leg
    var invite = invite
    var all = headers
    if !body.isEmpty { all.append(.contentType, "application/sdp") }
    let response = response(to: received.request, in: leg, status, headers: all, body: body)
    let sent: SIPResponse?
    if insists || (mayBeReliable && isReliable && received.request.supports("100rel")) {
      sent = invite.reliable.send(response, at: now)
      var bare = self.response(to: received.request, in: leg, status, headers: headers)
      bare.body = []
      invite.ringing = (bare, now + configuration.reliableRingInterval)
    } else {
      sent = response
      invite.ringing = (response, now + configuration.ringInterval)
    }
    leg.stage = .incoming(invite)
    save(leg)
    return sent.map { resolve(transactions.respond($0, to: received.key, at: now), at: now) } ?? []
  }

  /// What is due while the peer's INVITE has no final response.
  mutating func deadlineReached(_ leg: Leg, _ invite: IncomingInvite, at now: Duration) -> [Effect] {
    guard let received = leg.received else { return [] }
    var leg = leg
    var invite = invite
    var effects: [Effect] = []
    switch invite.reliable.deadlineReached(at: now) {
    case .giveUp:
      return respond(to: leg, 504, headers: [.reason: "SIP;cause=504;text=\"No PRACK\""], at: now)
        + end(leg, .rejected(504), at: now)
    case .resend(let response):
      effects += resolve(transactions.respond(response, to: received.key, at: now), at: now)
    case nil: break
    }
    if let (ringing, resendAt) = invite.ringing, now >= resendAt {
      var sent: SIPResponse? = ringing
      if received.request.requires("100rel") || ringing.headers.elements(.require).contains("100rel") {
        sent = invite.reliable.send(ringing, at: now)
        invite.ringing = (ringing, resendAt + configuration.reliableRingInterval)
      } else {
        invite.ringing = (ringing, resendAt + configuration.ringInterval)
      }
      if let sent { effects += resolve(transactions.respond(sent, to: received.key, at: now), at: now) }
    }
    leg.stage = .incoming(invite)
    save(leg)
    return effects
  }

  /// A PRACK: it acknowledges, and its body answers our offer or makes another (RFC 3262 §3, §5).
  mutating func prack(_ arriving: Arriving, _ leg: Leg) throws(SIPRejection) -> [Effect] {
    guard case .incoming(var invite) = leg.stage, let received = leg.received else { throw SIPRejection(481) }
    guard let text = arriving.request.headers["RAck"] else { throw SIPRejection(400, "Missing RAck") }
    guard let mark = ResponseAcknowledgement(text) else { throw SIPRejection(400, "Malformed RAck") }
    guard mark.cSeq == CSeq(number: received.number, method: .invite) else { throw SIPRejection(481) }
    try inspectBody(arriving.request)
    guard let (acknowledged, next) = invite.reliable.acknowledge(mark.number, at: arriving.now) else {
      throw SIPRejection(481)
    }
    var leg = leg
    let wasOpen = invite.agreement == .open
    let madeOffer = SIPMessage.request(received.request).sessionDescription == nil
    let body = SIPMessage.request(arriving.request).sessionDescription ?? []
    // An offer of ours that the PRACK leaves without an answer is made again in the 200.
    if !acknowledged.body.isEmpty, !madeOffer || !body.isEmpty { invite.agreement = .agreed }
    if madeOffer, invite.agreement == .agreed { invite.answer?.removeDescription() }
    leg.stage = .incoming(invite)
    var effects: [Effect] = []
    if !body.isEmpty, !(madeOffer && wasOpen), case .none = leg.reoffer {
      leg.reoffer = .pending(
        arriving.request, arriving.key, Destination(respondingTo: arriving.essentials.via, over: arriving.flow))
      save(leg)
      effects.append(.event(leg.id, .reoffered(arriving.request)))
    } else {
      save(leg)
      effects += reply(arriving, in: leg, 200)
      effects.append(.event(leg.id, .provisionalAcknowledged(body: body)))
    }
    if let next { effects += resolve(transactions.respond(next, to: received.key, at: arriving.now), at: arriving.now) }
    if let answer = invite.answer, !invite.reliable.holdsDescription {
      effects += sendAnswer(answer, leg, at: arriving.now)
    }
    return effects
  }

  // MARK: As the caller

  /// Acknowledges a reliable provisional response (RFC 3262 §4).
  mutating func acknowledgeProvisional(
    _ response: SIPResponse, in leg: inout Leg, with remoteTag: String, body: [UInt8] = [], at now: Duration
  ) -> [Effect] {
    guard let number = response.headers["RSeq"].flatMap({ UInt32($0) }),
      let cSeq = response.headers[.cSeq].flatMap({ CSeq($0) })
    else { return [] }
    var headers: SIPHeaders = ["RAck": "\(ResponseAcknowledgement(number: number, cSeq: cSeq))"]
    if !body.isEmpty { headers.append(.contentType, "application/sdp") }
    return send(.prack, for: .prack, in: &leg, with: remoteTag, headers: headers, body: body, at: now)
  }

  /// Our answer to the offer of a reliable provisional response goes in its PRACK (RFC 3262 §5).
  mutating func answerProvisional(_ leg: Leg, _ invite: OutgoingInvite, body: [UInt8], at now: Duration) -> [Effect] {
    var leg = leg
    var invite = invite
    guard let (tag, response) = invite.takeQuestion() else { return [] }
    leg.stage = .outgoing(invite)
    leg.localDescription = body
    let effects = acknowledgeProvisional(response, in: &leg, with: tag, body: body, at: now)
    save(leg)
    return effects
  }
}

extension SIPResponse {
  /// Another description after offer and answer would be taken for another offer.
  fileprivate mutating func removeDescription() {
    body = []
    headers[.contentType] = nil
  }
}

extension SIPRequest {
  /// True when Require names the extension.
  func requires(_ option: String) -> Bool {
    headers.elements(.require).contains { $0.isSameToken(as: option) }
  }

  /// True when Supported or Require names the extension.
  func supports(_ option: String) -> Bool {
    requires(option) || headers.elements(.supported).contains { $0.isSameToken(as: option) }
  }
}
