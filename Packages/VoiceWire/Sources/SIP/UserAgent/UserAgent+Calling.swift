extension UserAgent {
  /// Sends the INVITE of a new call (RFC 3261 §13.2.1).
  mutating func place(_ call: OutgoingCall, as id: LegID, at now: Duration) -> [Effect] {
    guard !isDraining, legsByID.count < configuration.maximumLegs else {
      return [.event(id, .ended(.refused(CallRefusal(status: 503))))]
    }
    let flow = flow(along: call.destination)
    var from = call.from
    from.tag = newTag()
    var to = call.to ?? NameAddress(uri: call.target)
    to.tag = nil
    let callID = call.callID ?? newTag() + newTag() + "@" + advertised(flow).host
    let request = invite(call, from: from, to: to, callID: callID, over: flow)
    let dialog = Dialog(placing: request, from: from, to: to, callID: callID)
    guard legsByDialog[dialog.id] == nil else { return [] }
    var leg = Leg(
      id: id, received: nil, flow: flow, way: call.destination, isTranslated: false, dialog: dialog,
      stage: .established)
    leg.otherWays = OutgoingWays([call.destination] + call.alternatives)
    leg.localDescription = call.offer
    leg.digest = call.identity.flatMap { session(of: $0) }
    legsByDialog[dialog.id] = id
    return sendByNextWay(request, leg, attempt: 0, at: now) ?? []
  }

  /// Sends the INVITE to the next server that it may go to, with the Contact and Via of that way; nil when there is none.
  private mutating func sendByNextWay(
    _ request: SIPRequest, _ leg: Leg, attempt: Int, at now: Duration
  ) -> [Effect]? {
    var leg = leg
    var request = request
    request.headers[.via] = nil
    let length = SIPMessage.request(request).serialized().count + Self.viaLength
    guard let way = leg.otherWays.next(carrying: length, limit: configuration.datagramLimit) else { return nil }
    leg.way = way
    leg.flow = flow(along: way)
    request.headers[.contact] = contact(over: leg.flow)
    return sendInvite(request, leg, attempt: attempt, at: now)
  }

  /// About what our Via adds to a request, in bytes.
  private static let viaLength = 100

  private func invite(
    _ call: OutgoingCall, from: NameAddress, to: NameAddress, callID: String, over flow: Flow
  ) -> SIPRequest {
    var target = call.target
    var routes = call.routes
    if let first = routes.first, !first.uri.isLooseRouter {
      // A strict router wants its own URI as the target (RFC 3261 §8.1.2).
      target = first.uri
      routes = routes.dropFirst() + [NameAddress(uri: call.target)]
    }
    var request = SIPRequest(method: .invite, uri: target, body: call.offer)
    for route in routes { request.headers.append(.route, "\(route)") }
    request.headers.append(.maxForwards, "70")
    request.headers.append(.from, "\(from)")
    request.headers.append(.to, "\(to)")
    request.headers.append(.callID, callID)
    request.headers.append(.cSeq, "\(CSeq(number: 1, method: .invite))")
    request.headers.append(.contact, contact(over: flow))
    request.headers.append(.allow, allowed)
    request.headers.append(.supported, supported)
    request.headers.append(contentsOf: proposedTimer)
    if let replaces = call.replaces {
      request.headers.append("Replaces", "\(replaces)")
      request.headers.append(.require, "replaces")
    }
    request.headers.append(contentsOf: call.headers)
    if !call.offer.isEmpty { request.headers.append(.contentType, "application/sdp") }
    request.headers.append(.userAgent, configuration.product)
    return request
  }

  /// Starts the transaction of an INVITE that makes a call, under a branch of its own.
  private mutating func sendInvite(
    _ request: SIPRequest, _ leg: Leg, attempt: Int, at now: Duration
  ) -> [Effect] {
    var leg = leg
    var request = request
    for early in leg.earlyDialogs { legsByDialog[early] = nil }
    addressed(&request, by: &leg, to: leg.way)
    guard let key = ClientTransactionKey(request.headers) else { return [] }
    let moveOnAt = leg.otherWays.hasAnotherServer ? now + configuration.alternativeWait : nil
    leg.stage = .outgoing(OutgoingInvite(request, key: key, attempt: attempt, moveOnAt: moveOnAt))
    save(leg)
    return resolve(transactions.start(request, to: leg.way, leg: leg.id, at: now), at: now)
  }

  /// The same INVITE with the next number, Call-ID and tag kept (RFC 3261 §8.1.3.5).
  private mutating func retry(
    _ invite: OutgoingInvite, _ leg: Leg, at now: Duration, _ change: (inout SIPRequest) -> Void = { _ in }
  ) -> [Effect] {
    var request = invite.request
    request.headers[.via] = nil
    let number = (request.headers[.cSeq].flatMap { CSeq($0) }?.number ?? 0) &+ 1 & 0x7FFF_FFFF
    request.headers[.cSeq] = "\(CSeq(number: number, method: .invite))"
    change(&request)
    return sendInvite(request, leg, attempt: invite.attempt + 1, at: now)
  }

  // MARK: What comes back

  mutating func inviteAnswered(
    _ outcome: Result<SIPResponse, ClientTransactionFailure>, _ leg: Leg, _ invite: OutgoingInvite,
    at now: Duration
  ) -> [Effect] {
    switch outcome {
    case .failure(let failure):
      if invite.isGivenUp { return end(leg, .localHangUp, at: now) }
      let unreached = Effect.unreached(leg.way, retryAfterSeconds: nil)
      if case .calling = invite.progress, let again = reroute(invite, leg, at: now) { return [unreached] + again }
      return [unreached] + end(leg, failure == .timedOut ? .unanswered : .transportLost, at: now)
    case .success(let response):
      if response.status.isProvisional { return progressed(response, leg, invite, at: now) }
      if response.status.isSuccess { return accepted(response, leg, invite, at: now) }
      return refused(response, leg, invite, at: now)
    }
  }

  private mutating func progressed(
    _ response: SIPResponse, _ leg: Leg, _ invite: OutgoingInvite, at now: Duration
  ) -> [Effect] {
    var leg = leg
    var invite = invite
    let cancelling = invite.heard(response)
    var effects: [Effect] = []
    var reliable = ProvisionalSequence.Arrival.unreliable
    if let fork = invite.fork(of: response) {
      legsByDialog[fork.dialog.id] = leg.id
      reliable = invite.order(response, tag: fork.dialog.id.remoteTag)
    }
    leg.stage = .outgoing(invite)
    save(leg)
    if let cancelling { return cancel(leg, invite, cancelling, at: now) }
    guard !invite.isGivenUp, reliable != .outOfOrder else { return [] }
    if case .next = reliable, let tag = response.toTag {
      let waits = invite.asks(response, tag: tag)
      leg.stage = .outgoing(invite)
      if !waits { effects += acknowledgeProvisional(response, in: &leg, with: tag, at: now) }
      save(leg)
    }
    effects.append(.event(leg.id, .progressed(response)))
    return effects
  }

  private mutating func accepted(
    _ response: SIPResponse, _ leg: Leg, _ invite: OutgoingInvite, at now: Duration
  ) -> [Effect] {
    var leg = leg
    let dialog: Dialog
    do throws(SIPRejection) {
      dialog = try invite.dialog(acceptedBy: response)
    } catch {
      // Without a dialog there is nothing to acknowledge or to hang up.
      return end(leg, .refused(CallRefusal(status: 502, phrase: error.reason)), at: now)
    }
    for early in leg.earlyDialogs { legsByDialog[early] = nil }
    legsByDialog[leg.dialog.id] = nil
    legsByDialog[dialog.id] = leg.id
    leg.dialog = dialog
    leg.peer.note(response.headers)
    noteTimer(response, in: &leg, at: now)
    leg.isTranslated = leg.flow.hides(dialog.nextHop.hostPort)
    if invite.isGivenUp {
      // The 200 crossed our CANCEL: acknowledged, and hung up (RFC 3261 §9.1, §15).
      let effects = acknowledge(invite.request, invite.key, in: &leg, at: now)
      return effects + leave(leg, .localHangUp, headers: [:], at: now)
    }
    if invite.awaitsAnswer(to: response) {
      leg.stage = .accepted(AcceptedOffer(request: invite.request, key: invite.key))
      save(leg)
      return [.event(leg.id, .accepted(response))]
    }
    leg.stage = .established
    let effects = acknowledge(invite.request, invite.key, in: &leg, at: now)
    save(leg)
    return effects + [.event(leg.id, .accepted(response))]
  }

  private mutating func refused(
    _ response: SIPResponse, _ leg: Leg, _ invite: OutgoingInvite, at now: Duration
  ) -> [Effect] {
    var leg = leg
    if invite.isGivenUp { return end(leg, .localHangUp, at: now) }
    if let again = leg.answersChallenge(of: response, to: invite.request, attempt: invite.attempt) {
      leg = again
      return retry(invite, leg, at: now)
    }
    if response.status.code == 422, invite.attempt < DigestSession.maximumAnswers {
      var request = invite.request
      if request.lengthenSession(as: response) {
        return retry(invite, leg, at: now) { _ = $0.lengthenSession(as: response) }
      }
    }
    // Where a phone rang already, another server would ring it again.
    guard response.status.code == 503, invite.forks.isEmpty else {
      return end(leg, .refused(CallRefusal(response)), at: now)
    }
    leg.otherWays.leaveServer()
    let unreached = Effect.unreached(leg.way, retryAfterSeconds: response.retryAfterSeconds)
    return [unreached] + (reroute(invite, leg, at: now) ?? end(leg, .refused(CallRefusal(response)), at: now))
  }

  /// Tries the next server: the same request in a new transaction (RFC 3263 §4.3); nil when there is none.
  private mutating func reroute(_ invite: OutgoingInvite, _ leg: Leg, at now: Duration) -> [Effect]? {
    sendByNextWay(invite.request, leg, attempt: invite.attempt, at: now)
  }

  /// Nothing came back in a while: tries the next server, and leaves the transaction to whatever comes late.
  mutating func moveOn(_ leg: Leg, _ invite: OutgoingInvite, at now: Duration) -> [Effect] {
    var leg = leg
    // The server took the request and is slow: asked by another transport too, it would call that a loop.
    leg.otherWays.leaveServer()
    guard let again = reroute(invite, leg, at: now) else { return [] }
    transactions.hush(invite.key)
    abandoned.note(invite.key)
    return [.unreached(leg.way, retryAfterSeconds: nil)] + again
  }

  /// A response to an INVITE that was left, or the news that none comes; empty when the key is of none.
  mutating func abandonedAnswered(
    _ key: ClientTransactionKey, _ outcome: Result<SIPResponse, ClientTransactionFailure>, _ leg: LegID?,
    at now: Duration
  ) -> [Effect] {
    guard case .success(let response) = outcome, response.status.isProvisional else {
      abandoned.ended(key)
      return []
    }
    guard abandoned.heard(key, until: now + configuration.timers.patience),
      let (request, way) = transactions.request(key)
    else { return [] }
    return cancel(request, to: way, leg: leg, at: now)
  }

  // MARK: Giving up

  /// What the product's hang-up means while our INVITE is open (RFC 3261 §9.1).
  mutating func giveUp(_ leg: Leg, _ invite: OutgoingInvite, headers: SIPHeaders, at now: Duration) -> [Effect] {
    var leg = leg
    var invite = invite
    switch invite.progress {
    case .calling:
      // What has not arrived need not arrive any more.
      transactions.hush(invite.key)
      invite.progress = .unwanted(headers)
      leg.stage = .outgoing(invite)
      save(leg)
      return []
    case .proceeding: return cancel(leg, invite, headers, at: now)
    case .unwanted, .cancelled: return []
    }
  }

  private mutating func cancel(
    _ leg: Leg, _ invite: OutgoingInvite, _ headers: SIPHeaders, at now: Duration
  ) -> [Effect] {
    var leg = leg
    var invite = invite
    invite.progress = .cancelled(until: now + configuration.timers.patience)
    leg.stage = .outgoing(invite)
    save(leg)
    return cancel(invite.request, to: leg.way, leg: leg.id, headers: headers, at: now)
  }

  private mutating func cancel(
    _ invite: SIPRequest, to way: Destination, leg: LegID?, headers: SIPHeaders = [:], at now: Duration
  ) -> [Effect] {
    var request = invite.cancellation()
    request.headers.append(contentsOf: headers)
    request.headers.append(.userAgent, configuration.product)
    return resolve(transactions.start(request, to: way, leg: leg, at: now), at: now)
  }
}

extension Leg {
  /// The leg with the challenges of a 401 or 407 taken up; nil when the response is none, or cannot be answered.
  func answersChallenge(
    of response: SIPResponse, to request: SIPRequest, attempt: Int
  ) -> Leg? {
    guard response.status.code == 401 || response.status.code == 407, var session = digest,
      session.receive(response, to: request, attempt: attempt) == .answer
    else { return nil }
    var leg = self
    leg.digest = session
    return leg
  }
}

extension Flow {
  /// True when the address belongs to a network behind the translation that this flow passes through: a private one
  /// that comes from a public one.
  func hides(_ address: HostPort) -> Bool {
    address.host != remote.host && address.isPrivate && remote.isAddress && !remote.isPrivate
  }
}

extension HostPort {
  /// True for the IPv4 addresses of RFC 1918 and RFC 6598.
  var isPrivate: Bool {
    guard isAddress, !host.utf8.contains(0x3A) else { return false }
    let parts = host.utf8.split(separator: 0x2E).compactMap { UInt8(String($0) ?? "") }
    guard parts.count == 4 else { return false }
    return switch (parts[0], parts[1]) {
    case (10, _), (192, 168), (172, 16...31), (100, 64...127): true
    default: false
    }
  }
}
