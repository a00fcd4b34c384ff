extension UserAgent {
  /// An INVITE outside of any dialog: refused, or a new leg (RFC 3261 §13.3.1).
  mutating func invite(_ arriving: Arriving) throws(SIPRejection) -> [Effect] {
    let request = arriving.request
    let essentials = arriving.essentials
    try inspect(arriving)
    try inspectBody(request)
    try inspectInterval(request)
    guard Self.acceptsSessionDescriptions(request) else { throw SIPRejection(406) }
    let replaced = try legReplaced(by: request)
    if isDraining || legsByID.count >= configuration.maximumLegs { throw unavailable }
    let tag = localTag(essentials.callID, essentials.from.tag)
    let dialog = try Dialog(called: request, essentials, localTag: tag)
    if comesBack(essentials, request.headers) { throw SIPRejection(482) }
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
    leg.replaces = replaced
    legsByDialog[dialog.id] = id
    legsByInvite[arriving.key] = id
    transactions.assign(id, to: arriving.key)
    save(leg)
    var effects = respond(to: leg, 100, at: arriving.now)
    effects.append(.event(id, .invited(Invitation(request, essentials, flow: arriving.flow, replaces: replaced))))
    return effects
  }

  /// The leg that an INVITE with Replaces wants the place of (RFC 3891 §3).
  private func legReplaced(by request: SIPRequest) throws(SIPRejection) -> LegID? {
    let values = request.headers.all("Replaces")
    guard let text = values.first?.value else { return nil }
    guard values.count == 1, let replaces = Replaces(text) else { throw SIPRejection(400, "Malformed Replaces") }
    guard let id = legsByDialog[replaces.dialogID], let leg = legsByID[id] else { throw SIPRejection(481) }
    switch leg.stage {
    case .leaving: throw SIPRejection(603)
    // Only who placed a call may have its ringing taken over.
    case .incoming: throw SIPRejection(481)
    case .outgoing: return id
    case .answered, .accepted, .established:
      if replaces.isEarlyOnly { throw SIPRejection(486) }
      return id
    }
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

  /// True when an INVITE is one of ours that came back: our tag is its From tag, or our branch stands in its Via
  /// (RFC 3261 §8.2.2.2, §16.3).
  private func comesBack(_ essentials: RequestEssentials, _ headers: SIPHeaders) -> Bool {
    let own = DialogID(callID: essentials.callID, localTag: essentials.from.tag ?? "", remoteTag: "")
    if legsByDialog[own] != nil { return true }
    return headers.elements(.via).compactMap { Via($0)?.branch }.contains { branch in
      transactions.request(ClientTransactionKey(branch: branch, method: .invite)) != nil
    }
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
