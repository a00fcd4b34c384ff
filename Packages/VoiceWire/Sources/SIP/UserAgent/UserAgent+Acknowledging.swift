/// The ACK of a 2xx to an INVITE of ours, its repeats, and those of phones that nobody talks with (RFC 3261 §13.2.2.4).
extension UserAgent {
  /// The ACK of a 2xx: to the route set and target of its dialog, with the credentials of its INVITE
  /// (RFC 3261 §13.2.2.4).
  mutating func acknowledge(
    _ invite: SIPRequest, _ key: ClientTransactionKey, in leg: inout Leg, body: [UInt8] = [], at now: Duration
  ) -> [Effect] {
    acknowledge(invite, key, in: &leg, with: leg.dialog, body: body, at: now)
  }

  private mutating func acknowledge(
    _ invite: SIPRequest, _ key: ClientTransactionKey, in leg: inout Leg, with dialog: Dialog, body: [UInt8] = [],
    at now: Duration
  ) -> [Effect] {
    let destination = leg.destination(in: dialog)
    let ack = acknowledgement(of: invite, in: dialog, body: body, to: destination, over: leg.flow)
    leg.acknowledgements.note(
      ack, to: destination, of: key, tag: dialog.id.remoteTag, until: now + configuration.timers.patience, at: now)
    return [.send(.request(ack), to: destination, leg: leg.id)]
  }

  private mutating func acknowledgement(
    of invite: SIPRequest, in dialog: Dialog, body: [UInt8] = [], to destination: Destination, over flow: Flow
  ) -> SIPRequest {
    let number = invite.headers[.cSeq].flatMap { CSeq($0) }?.number ?? 0
    var ack = dialog.acknowledgement(number: number)
    ack.headers.prepend(.via, "\(newVia(to: destination, over: flow))")
    for name in ["Authorization", "Proxy-Authorization"] as [SIPHeaderName] {
      for field in invite.headers.all(name) { ack.headers.append(field) }
    }
    if !body.isEmpty { ack.headers.append(.contentType, "application/sdp") }
    ack.headers.append(.userAgent, configuration.product)
    ack.body = body
    return ack
  }

  /// A 2xx to an INVITE that was answered before: its repeat gets the same ACK, that of another phone an ACK and BYE.
  ///
  /// - Returns: nil when the INVITE is none that was acknowledged.
  mutating func acceptedAgain(
    _ response: SIPResponse, _ key: ClientTransactionKey, _ leg: Leg, at now: Duration
  ) -> [Effect]? {
    let tag = response.toTag ?? ""
    if let ack = leg.acknowledgements.find(key, tag: tag) {
      return [.send(.request(ack.request), to: ack.destination, leg: leg.id)]
    }
    if case .accepted(let offer) = leg.stage, offer.key == key, tag == leg.dialog.id.remoteTag { return [] }
    if case .asked(_, let offer) = leg.reinvitation.state, offer.key == key { return [] }
    guard leg.acknowledges(key), let (request, _) = transactions.request(key) else { return nil }
    guard transactions.admitsStray(key), var dialog = try? Dialog(caller: request, response: response) else {
      return []
    }
    var leg = leg
    var effects = acknowledge(request, key, in: &leg, with: dialog, at: now)
    save(leg)
    effects += decline(&dialog, to: leg.destination(in: dialog), over: leg.flow, leg: leg.id, at: now)
    return effects
  }

  /// A 2xx whose leg is over: acknowledged and hung up, so that nobody holds a call that is none.
  mutating func acceptedTooLate(_ response: SIPResponse, _ key: ClientTransactionKey, at now: Duration) -> [Effect] {
    guard let (request, way) = transactions.request(key), transactions.admitsStray(key),
      var dialog = try? Dialog(caller: request, response: response)
    else { return [] }
    let flow = flow(along: way)
    let leg = Leg(
      id: LegID(0), received: nil, flow: flow, way: way, isTranslated: flow.hides(dialog.nextHop.hostPort),
      dialog: dialog, stage: .established)
    let destination = leg.destination(in: dialog)
    let ack = acknowledgement(of: request, in: dialog, to: destination, over: flow)
    let effects: [Effect] = [.send(.request(ack), to: destination, leg: nil)]
    return effects + decline(&dialog, to: destination, over: flow, leg: nil, at: now)
  }

  private mutating func decline(
    _ dialog: inout Dialog, to destination: Destination, over flow: Flow, leg: LegID?, at now: Duration
  ) -> [Effect] {
    var bye = dialog.request(.bye)
    bye.headers.prepend(.via, "\(newVia(to: destination, over: flow))")
    bye.headers.append(.userAgent, configuration.product)
    return resolve(transactions.start(bye, to: destination, leg: leg, at: now), at: now)
  }
}

extension Leg {
  /// True when the INVITE of this key is one whose 2xx are acknowledged here.
  fileprivate func acknowledges(_ key: ClientTransactionKey) -> Bool {
    if case .accepted(let offer) = stage, offer.key == key { return true }
    return acknowledgements.contains(key)
  }
}
