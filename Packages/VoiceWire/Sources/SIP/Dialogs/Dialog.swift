/// What two elements keep in common over a call: tags, sequence numbers, route and target (RFC 3261 §12).
public struct Dialog: Hashable, Sendable {
  public let id: DialogID
  public let local: NameAddress
  public let remote: NameAddress
  /// The proxies to pass, nearest first. Fixed when the dialog is made (RFC 3261 §12.1).
  public private(set) var routeSet: [NameAddress]
  /// The peer's Contact, which target refresh requests may change (RFC 3261 §12.2).
  public private(set) var remoteTarget: SIPURI
  /// The number of our last request; nil before the first.
  public private(set) var localNumber: UInt32?
  /// The number of the peer's last request; nil before the first.
  public private(set) var remoteNumber: UInt32?
  public private(set) var isEarly: Bool

  /// The dialog of one who is called: Record-Route as it stands (RFC 3261 §12.1.1).
  ///
  /// Throws 400 when Contact or Record-Route cannot be read. Without Contact, as RFC 2543 allowed, From is the target.
  public init(called request: SIPRequest, _ essentials: RequestEssentials, localTag: String) throws(SIPRejection) {
    id = DialogID(callID: essentials.callID, localTag: localTag, remoteTag: essentials.from.tag ?? "")
    var to = essentials.to
    to.tag = localTag
    local = to
    remote = essentials.from
    routeSet = try Self.routes(request.headers)
    remoteTarget = try Self.contact(request.headers) ?? essentials.from.uri
    remoteNumber = essentials.cSeq.number
    isEarly = true
  }

  /// The dialog of one who calls: Record-Route of the response in reverse (RFC 3261 §12.1.2).
  ///
  /// Throws when the response cannot make a dialog: headers missing or unreadable. Forgives a missing tag, as RFC 2543
  /// had it, and a missing Contact, for which the Request-URI stands.
  public init(caller request: SIPRequest, response: SIPResponse) throws(SIPRejection) {
    guard let to = response.headers[.to].flatMap({ NameAddress($0) }),
      let from = request.headers[.from].flatMap({ NameAddress($0) }), let callID = request.headers[.callID]
    else { throw SIPRejection(400, "Response Makes No Dialog") }
    id = DialogID(callID: callID, localTag: from.tag ?? "", remoteTag: to.tag ?? "")
    local = from
    remote = to
    routeSet = try Self.routes(response.headers).reversed()
    remoteTarget = try Self.contact(response.headers) ?? request.uri
    localNumber = request.headers[.cSeq].flatMap { CSeq($0) }?.number
    isEarly = response.status.isProvisional
  }

  /// What stands in for a dialog while nobody has answered an INVITE of ours.
  init(placing request: SIPRequest, from: NameAddress, to: NameAddress, callID: String) {
    id = DialogID(callID: callID, localTag: from.tag ?? "", remoteTag: "")
    local = from
    remote = to
    routeSet = []
    remoteTarget = request.uri
    isEarly = true
  }

  /// A 2xx was sent or came.
  public mutating func confirm() {
    isEarly = false
  }

  /// Takes note of the peer's next number; false when it is lower than one before, which is answered 500
  /// (RFC 3261 §12.2.2). ACK and CANCEL are not asked.
  public mutating func admit(_ cSeq: CSeq) -> Bool {
    if let remoteNumber, cSeq.number < remoteNumber { return false }
    remoteNumber = cSeq.number
    return true
  }

  /// Follows the Contact of a target refresh request or of its 2xx; one that cannot be read changes nothing.
  public mutating func refreshTarget(from headers: SIPHeaders) {
    if let contact = try? Self.contact(headers) { remoteTarget = contact }
  }

  /// Goes on counting where the early dialog of the same peer stood (RFC 3261 §13.2.2.4).
  mutating func takeNumbers(from early: Dialog) {
    localNumber = [localNumber, early.localNumber].compactMap { $0 }.max()
    remoteNumber = early.remoteNumber
  }

  /// Where requests of ours go: the nearest proxy, or the peer.
  public var nextHop: SIPURI { routeSet.first?.uri ?? remoteTarget }

  /// A request inside the dialog, with the next number of our own (RFC 3261 §12.2.1.1). Via and Contact are the caller's.
  public mutating func request(_ method: SIPMethod) -> SIPRequest {
    request(method, number: nextNumber())
  }

  /// The ACK of the 2xx to an INVITE of this number (RFC 3261 §13.2.2.4).
  public func acknowledgement(number: UInt32) -> SIPRequest {
    request(.ack, number: number)
  }

  /// The number for the next request of ours.
  mutating func nextNumber() -> UInt32 {
    let number = localNumber.map { $0 &+ 1 & 0x7FFF_FFFF } ?? 1
    localNumber = number
    return number
  }

  private func request(_ method: SIPMethod, number: UInt32) -> SIPRequest {
    var target = remoteTarget
    var routes = routeSet
    if let first = routeSet.first, !first.uri.isLooseRouter {
      // A strict router wants its own URI as the target, and ours at the end of the way.
      target = first.uri
      target.headers = SIPParameters()
      target.parameters["method"] = nil
      routes = routeSet.dropFirst() + [NameAddress(uri: remoteTarget)]
    }
    var request = SIPRequest(method: method, uri: target)
    for route in routes { request.headers.append(.route, "\(route)") }
    request.headers.append(.maxForwards, "70")
    request.headers.append(.from, "\(local)")
    request.headers.append(.to, "\(remote)")
    request.headers.append(.callID, id.callID)
    request.headers.append(.cSeq, "\(CSeq(number: number, method: method))")
    return request
  }

  private static func routes(_ headers: SIPHeaders) throws(SIPRejection) -> [NameAddress] {
    var routes: [NameAddress] = []
    for text in headers.elements(.recordRoute) {
      guard let route = NameAddress(text) else { throw SIPRejection(400, "Malformed Record-Route") }
      routes.append(route)
    }
    return routes
  }

  private static func contact(_ headers: SIPHeaders) throws(SIPRejection) -> SIPURI? {
    guard let text = headers.elements(.contact).first else { return nil }
    guard let contact = NameAddress(text) else { throw SIPRejection(400, "Malformed Contact") }
    return contact.uri
  }
}
