import SIP

extension CallOrder {
  /// Who calls, as From says it.
  var from: NameAddress { NameAddress(uri: SIPURI(user: SIPURI.escaped(caller), host: server.host)) }

  /// The call as the user agent places it.
  ///
  /// - Parameter destinations: where the INVITE may go, best first; not empty.
  func outgoing(offer: [UInt8], to destinations: [Destination], replaces: Replaces? = nil) -> OutgoingCall? {
    guard let first = destinations.first else { return nil }
    var target = SIPURI(server)
    target.user = SIPURI.escaped(called)
    var headers = SIPHeaders()
    switch callerHeader {
    case .none: break
    case .assertedIdentity: headers.append("P-Asserted-Identity", "\(from)")
    case .remotePartyID: headers.append("Remote-Party-ID", "\(from);party=calling;privacy=off;screen=no")
    }
    var identity: DigestIdentity?
    if let username, let password { identity = DigestIdentity(username: username, password: password) }
    return OutgoingCall(
      target: target, from: from, to: NameAddress(uri: SIPURI(user: SIPURI.escaped(called), host: server.host)),
      offer: offer, headers: headers, routes: proxy.map { [NameAddress(uri: SIPURI(proxy: $0))] } ?? [],
      destination: first, alternatives: Array(destinations.dropFirst()), identity: identity,
      replaces: replaces)
  }
}
