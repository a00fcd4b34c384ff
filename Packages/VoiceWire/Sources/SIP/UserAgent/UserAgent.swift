/// Everything SIP on one node: transactions, dialogs, calls, and the answers to all that is none of these.
///
/// A value. Messages, commands and the time go in; effects come out, to be performed in their order. Whoever owns it
/// calls `deadlineReached` when `deadline` comes; early or repeated calls do no harm. `now` counts from an instant the
/// owner chooses and never goes back.
public struct UserAgent: Sendable {
  public let configuration: Configuration
  var random: any RandomNumberGenerator & Sendable
  let tagHash: KeyedHash
  let digestHash: DigestHash?
  var transactions: TransactionLayer
  var legsByID: [LegID: Leg] = [:]
  var legsByDialog: [DialogID: LegID] = [:]
  var legsByInvite: [ServerTransactionKey: LegID] = [:]
  var alarms = AlarmQueue<LegID>()
  var lastLeg: UInt64 = 0
  var outside = Outside()
  var abandoned = AbandonedInvites()
  public private(set) var isDraining = false

  /// `random` makes tags and branches; strangers must not foresee it outside of tests. Without `digestHash` challenges
  /// stay unanswered.
  public init(
    configuration: Configuration = Configuration(),
    random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(), digestHash: DigestHash? = nil
  ) {
    var random = random
    self.digestHash = digestHash
    self.configuration = configuration
    tagHash = KeyedHash(key: (random.next(), random.next()))
    self.random = random
    transactions = TransactionLayer(timers: configuration.timers, maximumCount: configuration.maximumTransactions)
  }

  // MARK: What comes in

  public mutating func receive(_ message: SIPMessage, over flow: Flow, at now: Duration) -> [Effect] {
    switch message {
    case .request(let request): return receive(request, over: flow, at: now)
    case .response(let response):
      noteFlow(of: response, over: flow)
      return resolve(transactions.receive(response, at: now), at: now)
    }
  }

  /// A message that could not be parsed: answered 400 where it was a request with enough in it, and no ACK.
  public func receiveUnparsable(_ error: SIPParseError, over flow: Flow) -> [Effect] {
    guard let request = error.request, request.method != .ack else { return [] }
    let status: SIPStatus = error.reason == .tooLarge ? 513 : 400
    return refuseStatelessly(request.headers, SIPRejection(status, "\(error)"), over: flow)
  }

  /// A connection is gone. Calls not yet answered end with it; answered calls go on, and reach the peer anew.
  public mutating func flowClosed(_ flow: Flow, at now: Duration) -> [Effect] {
    var effects: [Effect] = []
    for leg in legsByID.values.filter({ $0.flow == flow }).sorted(by: { $0.id.number < $1.id.number }) {
      switch leg.stage {
      case .incoming, .outgoing: effects += end(leg, .transportLost, at: now)
      case .answered, .accepted, .established, .leaving:
        var leg = leg
        leg.flow.connection = 0
        save(leg)
      }
    }
    return effects + outsideFlowClosed(flow, at: now)
  }

  /// A message from an effect could not be sent, nor will be.
  public mutating func sendFailed(_ message: SIPMessage, at now: Duration) -> [Effect] {
    guard case .request(let request) = message else { return [] }
    return resolve(transactions.sendFailed(request), at: now)
  }

  /// From now on new calls and OPTIONS are answered 503; calls that are up go on.
  public mutating func drain() {
    isDraining = true
  }

  // MARK: Time

  /// When `deadlineReached` wants to be called; nil when nothing waits.
  public var deadline: Duration? {
    [alarms.deadline, transactions.deadline, outside.deadline, abandoned.deadline].compactMap { $0 }.min()
  }

  public mutating func deadlineReached(at now: Duration) -> [Effect] {
    var effects = resolve(transactions.deadlineReached(at: now), at: now)
    while let id = alarms.popDue(at: now) {
      guard let leg = legsByID[id] else { continue }
      effects += deadlineReached(leg, at: now)
    }
    while let key = abandoned.popDue(at: now) { transactions.forget(key) }
    return effects + outsideDeadlineReached(at: now)
  }

  // MARK: Legs

  /// The legs that are not over, oldest first.
  public var legs: [LegID] { legsByID.keys.sorted { $0.number < $1.number } }
  public var legCount: Int { legsByID.count }

  /// False while a call is up or a registration is being removed: what a shutdown waits for.
  public var isAtRest: Bool { legsByID.isEmpty && !outside.isLeaving }

  /// Where a leg's messages come from; nil when it is over.
  public func remote(of leg: LegID) -> HostPort? { legsByID[leg]?.flow.remote }

  /// True while a leg reaches its peer by this flow, or a registration lives on it.
  public func usesFlow(_ flow: Flow) -> Bool {
    legsByID.values.contains { $0.flow == flow } || outside.uses(flow)
  }

  /// The leg a message belongs to, for a trace; nil when there is none, or none any more.
  public func leg(of message: SIPMessage) -> LegID? {
    if case .request(let request) = message, let essentials = try? RequestEssentials(request),
      let leg = legsByInvite[ServerTransactionKey(cancelledBy: request, essentials)]
    {
      return leg
    }
    guard let callID = message.headers[.callID], let from = message.headers[.from].flatMap({ NameAddress($0) }),
      let to = message.headers[.to].flatMap({ NameAddress($0) })
    else { return nil }
    let (local, remote) =
      switch message {
      case .request: (to.tag, from.tag)
      case .response: (from.tag, to.tag)
      }
    return legsByDialog[DialogID(callID: callID, localTag: local ?? "", remoteTag: remote ?? "")]
      ?? legsByDialog[DialogID(callID: callID, localTag: local ?? "", remoteTag: "")]
  }

  /// A connection of ours leads to the peer: later requests take it too.
  private mutating func noteFlow(of response: SIPResponse, over flow: Flow) {
    guard flow.transport.isReliable, let key = ClientTransactionKey(response.headers),
      let id = transactions.leg(of: key), var leg = legsByID[id], leg.flow.transport == flow.transport,
      leg.flow != flow
    else { return }
    leg.flow = flow
    save(leg)
  }

  mutating func save(_ leg: Leg) {
    legsByID[leg.id] = leg
    alarms.set(leg.id, to: leg.deadline)
  }

  /// Forgets the leg and says why.
  mutating func end(_ leg: Leg, _ cause: EndCause, at now: Duration) -> [Effect] {
    var leg = leg
    let news = leg.referral?.ended() ?? []
    return remove(leg) + news.map { .event(leg.id, .transfer($0)) } + [.event(leg.id, .ended(cause))]
  }

  mutating func remove(_ leg: Leg) -> [Effect] {
    legsByID[leg.id] = nil
    legsByDialog[leg.dialog.id] = nil
    for early in leg.earlyDialogs { legsByDialog[early] = nil }
    if let received = leg.received { legsByInvite[received.key] = nil }
    alarms.set(leg.id, to: nil)
    return []
  }

  // MARK: What goes out

  /// Turns what the transactions say into our effects.
  mutating func resolve(_ effects: [TransactionLayer.Effect], at now: Duration) -> [Effect] {
    effects.flatMap { effect -> [Effect] in
      switch effect {
      case .send(let message, let destination, let leg): [.send(message, to: destination, leg: leg)]
      case .response(let response, let key, let leg):
        outsideAnswered(key, response, at: now) ?? requestAnswered(key, .success(response), leg, at: now)
      case .failure(let failure, let key, let leg):
        outsideAnswered(key, nil, at: now) ?? requestAnswered(key, .failure(failure), leg, at: now)
      case .acknowledgement(let request): acknowledged(request, at: now)
      }
    }
  }

  func advertised(_ flow: Flow) -> HostPort { advertised(flow.transport, at: flow.local) }

  /// What peers are told of us: the address advertised for the transport, else where we are. An advertised address of the
  /// other family is of no use to them.
  private func advertised(_ transport: TransportProtocol, at local: HostPort) -> HostPort {
    guard let told = configuration.advertised[transport] else { return local }
    return told.isAddress && local.isAddress && told.isIPv6 != local.isIPv6 ? local : told
  }

  /// The flow of a way; of one without, from where we are said to be, else from an address we do not know.
  func flow(along way: Destination) -> Flow {
    let nowhere = HostPort(host: way.address.isIPv6 ? "::" : "0.0.0.0", port: way.transport.defaultPort)
    return way.flow
      ?? Flow(transport: way.transport, local: advertised(way.transport, at: nowhere), remote: way.address)
  }

  /// Our Via for a request, with a branch of its own. Where it opens a connection, the peer may use that too (RFC 5923 §5).
  mutating func newVia(to destination: Destination, over flow: Flow) -> Via {
    let address = advertised(destination.transport, at: flow.local)
    var via = Via(transport: destination.transport, host: address.host, port: address.port, branch: newBranch())
    switch destination.transport {
    case .udp: via.parameters.append("rport")
    case .tcp, .tls: if destination.flow?.connection ?? 0 == 0 { via.parameters.append("alias") }
    case .ws, .wss: break
    }
    return via
  }

  /// Our Contact on the transport of the hop, whatever transport the URIs of the call speak of.
  func contact(over flow: Flow) -> String { contact(over: flow, user: configuration.contactUser) }

  func contact(over flow: Flow, user: String?) -> String {
    let address = advertised(flow)
    var uri = SIPURI(user: user, host: address.host, port: address.port)
    if flow.transport != .udp { uri.parameters.append("transport", flow.transport.uriParameter) }
    return "<\(uri)>"
  }

  /// The same tag for the same Call-ID and From tag: a call keeps it over an authentication challenge.
  func localTag(_ callID: String, _ fromTag: String?) -> String {
    let hash = String(tagHash(Array("\(callID)\n\(fromTag ?? "")".utf8)), radix: 36)
    return hash
  }

  mutating func newTag() -> String { String(random.next(), radix: 36) }

  mutating func newBranch() -> String {
    "z9hG4bK" + String(random.next(), radix: 36) + String(random.next(), radix: 36)
  }

  /// A response that leaves no trace here; its repeat would be the same.
  func refuseStatelessly(_ headers: SIPHeaders, _ rejection: SIPRejection, over flow: Flow) -> [Effect] {
    var headers = headers
    // A request that wandered through more hops than any call does is not worth carrying back.
    guard let first = headers.all(.via).first, headers.count(of: .via) <= RequestEssentials.maximumHops else {
      return []
    }
    var destination = Destination(flow)
    let hops = FieldReader.elements(of: first.value)
    if let top = hops.first, var via = Via(top) {
      via.note(source: flow.remote)
      headers.replaceFirst(.via, with: ([via.description] + hops.dropFirst()).joined(separator: ", "))
      destination = Destination(respondingTo: via, over: flow)
    }
    let tag = localTag(headers[.callID] ?? "", headers[.from])
    var response = SIPResponse(answering: headers, rejection.status, reason: rejection.reason, toTag: tag)
    response.headers.append(contentsOf: rejection.headers)
    response.headers.append(.server, configuration.product)
    return [.send(.response(response), to: destination, leg: nil)]
  }
}
