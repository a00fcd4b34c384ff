extension UserAgent {
  /// An INVITE outside of any dialog: refused, or a new leg (RFC 3261 §13.3.1).
  mutating func invite(_ arriving: Arriving) throws(SIPRejection) -> [Effect] {
    let request = arriving.request
    let essentials = arriving.essentials
    try inspect(arriving)
    try inspectBody(request)
    try inspectInterval(request)
    guard Self.acceptsSessionDescriptions(request) else { throw SIPRejection(406) }
    if isDraining || legsByID.count >= configuration.maximumLegs { throw unavailable }
    let tag = localTag(essentials.callID, essentials.from.tag)
    let dialog = try Dialog(called: request, essentials, localTag: tag)
    // The same call by another way while it is up: a carrier that fails over, not a second call.
    guard legsByDialog[dialog.id] == nil else { throw SIPRejection(482) }
    lastLeg &+= 1
    let id = LegID(lastLeg)
    let source = arriving.flow.remote
    let sentBy = essentials.via
    let received = ReceivedInvite(
      request: request, key: arriving.key, number: essentials.cSeq.number,
      destination: Destination(respondingTo: sentBy, over: arriving.flow))
    var leg = Leg(
      id: id, received: received, flow: arriving.flow, way: Destination(arriving.flow),
      isTranslated: sentBy.host != source.host || (sentBy.port ?? 5060) != source.port, dialog: dialog,
      stage: .incoming(
        IncomingInvite(
          reliable: ReliableProvisionals(
            firstNumber: UInt32(random.next() & 0xFFFF), timers: configuration.timers))))
    leg.peer.note(request.headers)
    legsByDialog[dialog.id] = id
    legsByInvite[arriving.key] = id
    transactions.assign(id, to: arriving.key)
    save(leg)
    var effects = respond(to: leg, 100, at: arriving.now)
    effects.append(.event(id, .invited(Invitation(request, essentials, flow: arriving.flow))))
    return effects
  }

  /// Answers the INVITE of a leg.
  mutating func respond(
    to leg: Leg, _ status: SIPStatus, reason: String? = nil, headers: SIPHeaders = [:], body: [UInt8] = [],
    at now: Duration
  ) -> [Effect] {
    guard let received = leg.received else { return [] }
    let response = response(
      to: received.request, in: leg, status, reason: reason, headers: headers, body: body)
    return resolve(transactions.respond(response, to: received.key, at: now), at: now)
  }

  /// A response inside a leg: our tag, and our Contact wherever it is not read as a redirection. Refusals carry it too,
  /// because some peers cannot acknowledge them without.
  func response(
    to request: SIPRequest, in leg: Leg, _ status: SIPStatus, reason: String? = nil, headers: SIPHeaders = [:],
    body: [UInt8] = []
  ) -> SIPResponse {
    var response = SIPResponse(answering: request, status, reason: reason, toTag: leg.dialog.id.localTag)
    response.body = body
    if request.method == .invite || request.method == .update, status.code > 100, status.code / 100 != 3 {
      response.headers.append(.contact, contact(over: leg.flow))
      response.headers.append(.allow, allowed)
    }
    response.headers.append(contentsOf: headers)
    if status.code > 100 { response.headers.append(.server, configuration.product) }
    return response
  }

  private static func acceptsSessionDescriptions(_ request: SIPRequest) -> Bool {
    let accepted = request.headers.elements(.accept)
    guard !accepted.isEmpty else { return true }
    return accepted.contains { element in
      let type = String(element.utf8.prefix { $0 != 0x3B && !$0.isSIPSpace }) ?? ""
      return ["application/sdp", "application/*", "*/*"].contains { $0.isSameToken(as: type) }
        || type.lowercased().hasPrefix("multipart/")
    }
  }
}
