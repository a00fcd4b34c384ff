extension UserAgent {
  /// Sends a request inside one of the leg's dialogs and remembers what it is for.
  ///
  /// - Parameter remoteTag: whose dialog; nil for the leg's own.
  mutating func send(
    _ method: SIPMethod, for purpose: OwnRequest.Purpose, in leg: inout Leg, with remoteTag: String? = nil,
    headers: SIPHeaders = [:], body: [UInt8] = [], at now: Duration
  ) -> [Effect] {
    guard var dialog = leg.dialog(with: remoteTag ?? leg.dialog.id.remoteTag) else { return [] }
    var request = dialog.request(method)
    leg.replace(dialog)
    if Self.carriesContact(method) { request.headers.append(.contact, contact(over: leg.flow)) }
    request.headers.append(contentsOf: headers)
    request.headers.append(.userAgent, configuration.product)
    request.body = body
    return send(request, for: purpose, in: &leg, with: dialog, attempt: 0, at: now)
  }

  /// Sends a request once more with the next number, as a challenge or another response asked.
  mutating func sendAgain(
    _ own: OwnRequest, in leg: inout Leg, at now: Duration, _ change: (inout SIPRequest) -> Void = { _ in }
  ) -> [Effect] {
    guard var dialog = leg.dialog(with: own.remoteTag) else { return [] }
    var request = own.request
    request.headers[.via] = nil
    request.headers[.cSeq] = "\(CSeq(number: dialog.nextNumber(), method: request.method))"
    leg.replace(dialog)
    change(&request)
    return send(request, for: own.purpose, in: &leg, with: dialog, attempt: own.attempt + 1, at: now)
  }

  private mutating func send(
    _ request: SIPRequest, for purpose: OwnRequest.Purpose, in leg: inout Leg, with dialog: Dialog, attempt: Int,
    at now: Duration
  ) -> [Effect] {
    var request = request
    let destination = leg.destination(in: dialog)
    addressed(&request, by: &leg, to: destination)
    guard let key = ClientTransactionKey(request.headers) else { return [] }
    leg.requests[key] = OwnRequest(
      request: request, purpose: purpose, remoteTag: dialog.id.remoteTag, attempt: attempt)
    return resolve(transactions.start(request, to: destination, leg: leg.id, at: now), at: now)
  }

  /// Puts our Via on a request, and credentials where the peers of the leg asked for them.
  mutating func addressed(_ request: inout SIPRequest, by leg: inout Leg, to destination: Destination) {
    request.headers.prepend(.via, "\(newVia(to: destination, over: leg.flow))")
    guard leg.digest != nil else { return }
    leg.digest?.authorize(&request, clientNonce: newTag())
  }

  /// Nil without a hash function.
  func session(of identity: DigestIdentity) -> DigestSession? {
    digestHash.map { DigestSession(identity, hash: $0) }
  }

  /// Requests that make or move a dialog carry our Contact (RFC 3261 §12.2.1.1, RFC 3515 §2.2, RFC 6665 §4.1.2.1).
  private static func carriesContact(_ method: SIPMethod) -> Bool {
    switch method {
    case .invite, .update, .refer, .notify, .subscribe: true
    default: false
    }
  }
}
