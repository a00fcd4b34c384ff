extension UserAgent {
  /// What we answer in Allow.
  var allowed: String {
    "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, NOTIFY, REGISTER"
      + (configuration.takesReferrals ? ", REFER" : "")
  }

  /// What we say in Supported.
  var supported: String { Self.extensions.joined(separator: ", ") }

  /// The option tags that a peer may require of us.
  static let extensions = ["100rel", "timer", "replaces", "norefersub"]

  /// A request on its way to the leg or the answer that is meant for it.
  struct Arriving {
    var request: SIPRequest
    var essentials: RequestEssentials
    var key: ServerTransactionKey
    var flow: Flow
    var now: Duration
  }

  mutating func receive(_ request: SIPRequest, over flow: Flow, at now: Duration) -> [Effect] {
    var request = request
    var essentials: RequestEssentials
    do throws(SIPRejection) {
      essentials = try RequestEssentials(request)
    } catch {
      return request.method == .ack ? [] : refuseStatelessly(request.headers, error, over: flow)
    }
    essentials.via.note(source: flow.remote)
    if let first = request.headers.all(.via).first {
      let rest = FieldReader.elements(of: first.value).dropFirst()
      request.headers.replaceFirst(.via, with: ([essentials.via.description] + rest).joined(separator: ", "))
    }
    let arriving = Arriving(
      request: request, essentials: essentials, key: ServerTransactionKey(request, essentials), flow: flow, now: now)
    switch transactions.receive(request, essentials, over: flow, at: now) {
    case .handled(let effects): return resolve(effects, at: now)
    case .acknowledgement: return acknowledged(request, at: now)
    case .merged: return refuse(arriving, SIPRejection(482))
    case .full: return refuseStatelessly(request.headers, unavailable, over: flow)
    case .opened: break
    }
    if request.method == .cancel { return cancel(arriving) }
    if essentials.to.tag != nil { return receiveInDialog(arriving) }
    do throws(SIPRejection) {
      switch request.method {
      case .invite: return try invite(arriving)
      case .options: return try options(arriving)
      case .register: return try registering(arriving)
      case .notify where Self.isKeepAlive(request.headers): return reply(to: arriving, 200)
      default: throw refusal(outsideDialog: request.method)
      }
    } catch {
      return refuse(arriving, error)
    }
  }

  var unavailable: SIPRejection {
    SIPRejection(503, headers: [.retryAfter: "\(configuration.retryAfterSeconds)"])
  }

  /// Checks that hold for every request that opens something new (RFC 3261 §8.2).
  func inspect(_ arriving: Arriving) throws(SIPRejection) {
    let request = arriving.request
    switch request.uri.scheme {
    case .sip, .sips, .tel: break
    case .other: throw SIPRejection(416)
    }
    guard request.uri.headers.isEmpty else { throw SIPRejection(400, "Headers In Request-URI") }
    try requireKnown(request)
  }

  /// An extension that is required and not known is refused by name (RFC 3261 §8.2.2.3).
  func requireKnown(_ request: SIPRequest) throws(SIPRejection) {
    let unknown = request.headers.elements(.require).filter { option in
      !Self.extensions.contains { $0.isSameToken(as: option) }
    }
    if !unknown.isEmpty {
      throw SIPRejection(420, headers: [.unsupported: unknown.joined(separator: ", ")])
    }
  }

  /// Bodies must be session descriptions, readable as they are (RFC 3261 §8.2.3).
  func inspectBody(_ request: SIPRequest) throws(SIPRejection) {
    if let encoding = request.headers[.contentEncoding], !encoding.isSameToken(as: "identity") {
      throw SIPRejection(415, headers: ["Accept-Encoding": "identity"])
    }
    if !request.body.isEmpty, SIPMessage.request(request).sessionDescription == nil {
      throw SIPRejection(415, headers: [.accept: "application/sdp"])
    }
  }

  /// Sends a final answer other than success to a request that has a transaction and no leg.
  mutating func refuse(_ arriving: Arriving, _ rejection: SIPRejection) -> [Effect] {
    reply(to: arriving, rejection.status, reason: rejection.reason, headers: rejection.headers)
  }

  mutating func reply(
    to arriving: Arriving, _ status: SIPStatus, reason: String? = nil, headers: SIPHeaders = [:]
  ) -> [Effect] {
    var response = SIPResponse(
      answering: arriving.request, status, reason: reason,
      toTag: localTag(arriving.essentials.callID, arriving.essentials.from.tag))
    response.headers.append(contentsOf: headers)
    response.headers.append(.server, configuration.product)
    return resolve(transactions.respond(response, to: arriving.key, at: arriving.now), at: arriving.now)
  }

  private mutating func options(_ arriving: Arriving) throws(SIPRejection) -> [Effect] {
    try inspect(arriving)
    if isDraining { throw unavailable }
    return reply(to: arriving, 200, headers: capabilities(over: arriving.flow))
  }

  /// What OPTIONS tells (RFC 3261 §11.2).
  func capabilities(over flow: Flow) -> SIPHeaders {
    [
      .contact: contact(over: flow), .allow: allowed, .accept: "application/sdp", "Accept-Encoding": "identity",
      .supported: supported,
    ]
  }

  private func refusal(outsideDialog method: SIPMethod) -> SIPRejection {
    switch method {
    case .bye, .info, .update, .prack, .notify: SIPRejection(481)
    case .subscribe, .publish: SIPRejection(489)
    default: SIPRejection(405, headers: [.allow: allowed])
    }
  }

  private mutating func cancel(_ arriving: Arriving) -> [Effect] {
    let key = ServerTransactionKey(cancelledBy: arriving.request, arriving.essentials)
    guard transactions.contains(key) else { return refuse(arriving, SIPRejection(481)) }
    guard let id = legsByInvite[key], let leg = legsByID[id] else { return cancelReoffer(arriving, key) }
    transactions.assign(id, to: arriving.key)
    var effects = reply(to: arriving, 200)
    // After a final answer a CANCEL changes nothing (RFC 3261 §9.2): the caller sends BYE.
    guard case .incoming = leg.stage else { return effects }
    effects += respond(to: leg, 487, at: arriving.now)
    effects += remove(leg)
    effects.append(.event(id, .cancelled(reasons: arriving.request.headers.all(.reason).map(\.value))))
    return effects
  }

  /// A CANCEL of a re-INVITE ends that with 487 and leaves the call (RFC 3261 §9.2); any other finds its request done.
  private mutating func cancelReoffer(_ arriving: Arriving, _ key: ServerTransactionKey) -> [Effect] {
    let essentials = arriving.essentials
    let dialogID = DialogID(
      callID: essentials.callID, localTag: essentials.to.tag ?? "", remoteTag: essentials.from.tag ?? "")
    guard let id = legsByDialog[dialogID], var leg = legsByID[id], case .pending(let request, key, _) = leg.reoffer
    else { return reply(to: arriving, 200) }
    transactions.assign(id, to: arriving.key)
    leg.reoffer = .none
    let effects = reply(to: arriving, 200)
    let refusal = response(to: request, in: leg, 487)
    return effects + resolve(transactions.respond(refusal, to: key, at: arriving.now), at: arriving.now)
      + [.event(id, .reofferCancelled)] + continueReinvitation(leg, at: arriving.now)
  }
}
