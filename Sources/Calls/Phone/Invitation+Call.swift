import SIP

extension CallInvitation {
  /// Reads an INVITE as routing wants it. The caller is whom P-Asserted-Identity names, else From; withheld by
  /// Privacy (RFC 3323) or an anonymous From (RFC 3261 §8.1.1.3).
  init(_ invitation: Invitation) {
    let called = [invitation.requestURI.decodedUser, invitation.to.uri.decodedUser].compactMap { $0 }
    let shown = invitation.assertedIdentities.first ?? invitation.from
    let isWithheld =
      invitation.privacy.contains { $0 == "id" || $0 == "user" || $0 == "header" }
      || (invitation.assertedIdentities.isEmpty && Self.isAnonymous(invitation.from))
    let credentials =
      invitation.request.headers.all("Authorization") + invitation.request.headers.all("Proxy-Authorization")
    self.init(
      sourceAddress: invitation.flow.remote.host, calledForms: called,
      callerNumber: isWithheld ? "" : Self.number(of: shown), callerName: isWithheld ? nil : shown.displayName,
      username: credentials.lazy.compactMap { DigestCredentials($0.value)?.username }.first,
      domain: Self.isAnonymous(invitation.from) ? invitation.flow.remote.host : invitation.from.uri.host,
      signals: Self.signals(of: invitation), callID: invitation.callID)
  }

  /// Of headers with one name the first counts; the carriers that send them send one.
  private static func signals(of invitation: Invitation) -> [String: String] {
    var signals: [String: String] = [:]
    for field in invitation.extensionHeaders.fields {
      let name = field.name.spelling.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
      signals[String(name)] = signals[String(name)] ?? field.value
    }
    signals["user_to_user"] = invitation.userToUser.lazy.compactMap(\.text).first
    if let diversion = invitation.diversions.first {
      signals["diverted_from"] = number(of: diversion.address)
      signals["diversion_reason"] = diversion.reason
    } else if let earlier = invitation.history.dropLast().last, !earlier.isPrivate {
      signals["diverted_from"] = number(of: earlier.address)
    }
    signals["verification"] = invitation.verification.map { "\($0.verdict)" }
    return signals
  }

  private static func isAnonymous(_ from: NameAddress) -> Bool {
    from.uri.host.lowercased() == "anonymous.invalid" || from.uri.decodedUser?.lowercased() == "anonymous"
  }

  /// The user part, without the parameters of a telephone-subscriber; a host when there is no user.
  private static func number(of address: NameAddress) -> String {
    let user = address.uri.decodedUser ?? address.uri.opaque
    return String(user.prefix { $0 != ";" })
  }
}
