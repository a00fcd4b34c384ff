import SIP

extension CallOrder {
  /// Who calls, as From says it.
  var from: NameAddress { NameAddress(uri: SIPURI(user: SIPURI.escaped(caller), host: server.host)) }

  /// Who is called at the server.
  var target: SIPURI {
    var target = SIPURI(server)
    target.user = SIPURI.escaped(called)
    return target
  }

  /// The call as the user agent places it; nil when the way leads nowhere.
  ///
  /// - Parameter referral: the REFER that asked for it: whose call it replaces, and who asked (RFC 3892 §2.2).
  func outgoing(offer: [UInt8], by way: CallWay, asked referral: ReferralRequest? = nil) -> OutgoingCall? {
    guard let first = way.destinations.first else { return nil }
    var headers = SIPHeaders()
    switch callerHeader {
    case .none: break
    case .assertedIdentity: headers.append("P-Asserted-Identity", "\(from)")
    case .remotePartyID: headers.append("Remote-Party-ID", "\(from);party=calling;privacy=off;screen=no")
    }
    if let who = referral?.request.headers["Referred-By"] { headers.append("Referred-By", who) }
    var identity: DigestIdentity?
    if let username, let password { identity = DigestIdentity(username: username, password: password) }
    return OutgoingCall(
      target: way.target, from: from, to: NameAddress(uri: SIPURI(user: SIPURI.escaped(called), host: server.host)),
      offer: offer, headers: headers, routes: way.routes, destination: first,
      alternatives: Array(way.destinations.dropFirst()), identity: identity,
      replaces: referral?.replaces)
  }
}
