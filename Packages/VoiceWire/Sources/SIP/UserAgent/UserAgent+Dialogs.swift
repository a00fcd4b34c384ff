extension UserAgent {
  /// A request with a To tag: for the leg of that dialog, or for nobody (RFC 3261 §12.2.2).
  mutating func receiveInDialog(_ arriving: Arriving) -> [Effect] {
    let essentials = arriving.essentials
    let dialogID = DialogID(
      callID: essentials.callID, localTag: essentials.to.tag ?? "", remoteTag: essentials.from.tag ?? "")
    guard let id = legsByDialog[dialogID], var leg = legsByID[id],
      var dialog = leg.dialog(with: dialogID.remoteTag)
    else {
      if Self.isUnknown(arriving.request.method) {
        return refuse(arriving, SIPRejection(405, headers: [.allow: allowed]))
      }
      return refuse(arriving, SIPRejection(481))
    }
    transactions.assign(id, to: arriving.key)
    guard dialog.admit(essentials.cSeq) else {
      return reply(arriving, in: leg, 500, reason: "CSeq Out Of Order")
    }
    leg.replace(dialog)
    if arriving.flow.transport == leg.flow.transport { leg.flow = arriving.flow }
    save(leg)
    do throws(SIPRejection) {
      if arriving.request.method != .bye {
        try requireKnown(arriving.request)
        // For the product this call is no more.
        if case .leaving(nil) = leg.stage { throw SIPRejection(481) }
      }
      switch arriving.request.method {
      case .bye: return bye(arriving, leg)
      case .invite, .update: return try reoffer(arriving, leg)
      case .info: return try info(arriving, leg)
      case .options: return reply(arriving, in: leg, 200, headers: capabilities(over: arriving.flow))
      case .prack: return try prack(arriving, leg)
      case .notify: return try notify(arriving, leg)
      case .refer: return try referred(arriving, leg)
      case .subscribe, .publish: throw SIPRejection(489)
      default: throw SIPRejection(405, headers: [.allow: allowed])
      }
    } catch {
      return reply(arriving, in: leg, error.status, reason: error.reason, headers: error.headers)
    }
  }

  private static func isUnknown(_ method: SIPMethod) -> Bool {
    switch method {
    case .invite, .bye, .options, .info, .update, .prack, .notify, .refer, .subscribe, .message: false
    default: true
    }
  }

  /// An INFO: passed on, unless it belongs to a package, of which we take none (RFC 6086 §4.2.2).
  private mutating func info(_ arriving: Arriving, _ leg: Leg) throws(SIPRejection) -> [Effect] {
    guard arriving.request.headers["Info-Package"] == nil else {
      throw SIPRejection(469, headers: ["Recv-Info": ""])
    }
    return reply(arriving, in: leg, 200) + [.event(leg.id, .infoReceived(arriving.request))]
  }

  mutating func reply(
    _ arriving: Arriving, in leg: Leg, _ status: SIPStatus, reason: String? = nil, headers: SIPHeaders = [:],
    body: [UInt8] = []
  ) -> [Effect] {
    let response = response(to: arriving.request, in: leg, status, reason: reason, headers: headers, body: body)
    return resolve(transactions.respond(response, to: arriving.key, at: arriving.now), at: arriving.now)
  }

  private mutating func bye(_ arriving: Arriving, _ leg: Leg) -> [Effect] {
    var effects = reply(arriving, in: leg, 200)
    if case .outgoing = leg.stage {
      // Only that phone stops ringing; the INVITE goes on (RFC 3261 §15 forbids it, some do it).
      return effects
    }
    if case .incoming = leg.stage { effects += respond(to: leg, 487, at: arriving.now) }
    effects += abandonReoffer(leg, at: arriving.now)
    let reasons = arriving.request.headers.all(.reason).map(\.value)
    // Two BYEs that cross: ours was first here.
    if case .leaving(let cause) = leg.stage { return effects + left(leg, cause, at: arriving.now) }
    return effects + end(leg, .remoteHangUp(reasons: reasons), at: arriving.now)
  }

  /// Requests that wait for an answer are terminated with the dialog (RFC 3261 §15.1.2).
  mutating func abandonReoffer(_ leg: Leg, at now: Duration) -> [Effect] {
    var effects: [Effect] = []
    if case .asked(let request, let key, _) = leg.incomingReferral?.state {
      effects = resolve(transactions.respond(response(to: request, in: leg, 487), to: key, at: now), at: now)
    }
    guard case .pending(let request, let key, _) = leg.reoffer else { return effects }
    return effects
      + resolve(transactions.respond(response(to: request, in: leg, 487), to: key, at: now), at: now)
  }

  /// A re-INVITE or UPDATE (RFC 3261 §14.2, RFC 3311 §5.2).
  private mutating func reoffer(_ arriving: Arriving, _ leg: Leg) throws(SIPRejection) -> [Effect] {
    var leg = leg
    let request = arriving.request
    switch leg.stage {
    case .leaving: throw SIPRejection(481)
    // The first offer has no answer yet.
    case .incoming(let invite):
      guard request.method == .update, request.body.isEmpty || invite.agreement == .agreed else {
        throw Self.overlapping(&random)
      }
    case .outgoing(let invite):
      guard request.method == .update, request.body.isEmpty || invite.isAgreed(with: arriving.essentials.from.tag)
      else { throw SIPRejection(491) }
    case .accepted: throw SIPRejection(491)
    case .answered where request.method == .invite: throw SIPRejection(491)
    case .answered, .established: break
    }
    if leg.reinvitation.isOutstanding, request.method == .invite || !request.body.isEmpty {
      throw SIPRejection(491)
    }
    switch leg.reoffer {
    case .none: break
    case .pending: throw Self.overlapping(&random)
    case .answered: if request.method == .invite || !request.body.isEmpty { throw SIPRejection(491) }
    }
    try inspectBody(request)
    try inspectInterval(request)
    leg.peer.note(request.headers)
    leg.refreshTarget(of: arriving.essentials.from.tag, from: request.headers)
    if request.method == .update, request.body.isEmpty {
      var headers: SIPHeaders = [.supported: supported]
      headers.append(contentsOf: agreeOnTimer(request, in: &leg, at: arriving.now))
      save(leg)
      return reply(arriving, in: leg, 200, headers: headers)
    }
    leg.reoffer = .pending(
      request, arriving.key, Destination(respondingTo: arriving.essentials.via, over: arriving.flow))
    save(leg)
    let trying = request.method == .invite ? reply(arriving, in: leg, 100) : []
    return trying + [.event(leg.id, .reoffered(request))]
  }

  private static func overlapping(_ random: inout any RandomNumberGenerator & Sendable) -> SIPRejection {
    SIPRejection(500, "Overlapping Requests", headers: [.retryAfter: "\(random.next() % 11)"])
  }

  /// The ACK of a 2xx: it confirms the leg, or the re-INVITE it belongs to. Never answered; strays change nothing.
  mutating func acknowledged(_ request: SIPRequest, at now: Duration) -> [Effect] {
    guard let essentials = try? RequestEssentials(request),
      let id = legsByDialog[
        DialogID(callID: essentials.callID, localTag: essentials.to.tag ?? "", remoteTag: essentials.from.tag ?? "")],
      var leg = legsByID[id]
    else { return [] }
    if case .answered(let answer, let hangUp) = leg.stage, answer.number == essentials.cSeq.number {
      leg.stage = .established
      save(leg)
      let effects: [Effect] = [.event(id, .confirmed(body: request.body))]
      if let hangUp { return effects + leave(leg, .localHangUp, headers: hangUp, at: now) }
      return effects + continueReinvitation(leg, at: now)
    }
    if case .answered(let answer) = leg.reoffer, answer.number == essentials.cSeq.number {
      leg.reoffer = .none
      save(leg)
      return [.event(id, .reofferAcknowledged(body: request.body))] + continueReinvitation(leg, at: now)
    }
    return []
  }

  /// Sends BYE; the leg is over when that is done.
  mutating func leave(_ leg: Leg, _ cause: EndCause, headers: SIPHeaders, at now: Duration) -> [Effect] {
    var leg = leg
    var effects = abandonReoffer(leg, at: now)
    leg.reoffer = .none
    leg.incomingReferral = nil
    if case .asked(_, let offer) = leg.reinvitation.state {
      effects += acknowledge(offer.request, offer.key, in: &leg, at: now)
      leg.reinvitation.finish()
    }
    leg.stage = .leaving(cause.isOfSilence ? nil : cause)
    effects += send(.bye, for: .bye, in: &leg, headers: headers, at: now)
    let news = cause.isOfSilence ? leg.referral?.ended() ?? [] : []
    save(leg)
    guard cause.isOfSilence else { return effects }
    return effects + news.map { .event(leg.id, .transfer($0)) } + [.event(leg.id, .ended(cause))]
  }

  /// The BYE of a leg is done.
  mutating func left(_ leg: Leg, _ cause: EndCause?, at now: Duration) -> [Effect] {
    cause.map { end(leg, $0, at: now) } ?? remove(leg)
  }
}

extension EndCause {
  /// True where the peer has shown that it is not there: its answer to BYE may be waited for, by nobody but us.
  fileprivate var isOfSilence: Bool {
    switch self {
    case .sessionExpired, .unacknowledged, .dialogLost: true
    case .remoteHangUp, .localHangUp, .rejected, .transportLost, .refused, .replaced, .unanswered: false
    }
  }
}
