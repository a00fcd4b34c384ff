/// The challenges that the peers of one call have made, and our answers to them (RFC 3261 §22.2, §22.3).
///
/// Once challenged, later requests of the call carry credentials at once, with a rising nonce count.
struct DigestAnswers: Sendable {
  private struct Known: Sendable {
    var challenge: DigestChallenge
    var header: SIPHeaderName
    var count: UInt32 = 0
  }

  let identity: DigestIdentity
  private var known: [Known] = []
  /// No request is tried more often than this, whatever the peer says.
  static let maximumAttempts = 4

  init(_ identity: DigestIdentity) {
    self.identity = identity
  }

  /// Takes up the challenges of a 401 or 407; false when another attempt would be no better than the last.
  ///
  /// Of several challenges of one realm the first is taken that we can answer, in the peer's order (RFC 8760 §2.4).
  /// - Parameter attempt: how often this request was tried again for the same reason.
  mutating func take(_ response: SIPResponse, answering request: SIPRequest, attempt: Int) -> Bool {
    guard attempt < Self.maximumAttempts else { return false }
    var hasNew = false
    for (question, header) in [
      ("WWW-Authenticate", "Authorization"), ("Proxy-Authenticate", "Proxy-Authorization"),
    ] as [(SIPHeaderName, SIPHeaderName)] {
      var realms: Set<String> = []
      for challenge in response.headers.all(question).compactMap({ DigestChallenge($0.value) }) {
        guard identity.realm == nil || identity.realm == challenge.realm else { continue }
        guard realms.insert(challenge.realm).inserted else { continue }
        let wasAnswered = request.headers.all(header).contains {
          DigestCredentials($0.value)?.realm == challenge.realm
        }
        // The first time the credentials were sent unasked, and their nonce may simply be old.
        if wasAnswered, !challenge.isStale, attempt > 0 { return false }
        known.removeAll { $0.header == header && $0.challenge.realm == challenge.realm }
        known.append(Known(challenge: challenge, header: header))
        hasNew = true
      }
    }
    return hasNew
  }

  /// Writes the credentials of every known challenge into the request, in place of those it had.
  mutating func authorize(_ request: inout SIPRequest, clientNonce: String, hash: DigestHash) {
    request.headers["Authorization"] = nil
    request.headers["Proxy-Authorization"] = nil
    for index in known.indices {
      known[index].count &+= 1
      let credentials = DigestCredentials(
        answering: known[index].challenge, username: identity.username, password: identity.password,
        method: request.method, uri: "\(request.uri)", body: request.body, clientNonce: clientNonce,
        nonceCount: known[index].count, hash: hash)
      request.headers.append(known[index].header, "\(credentials)")
    }
  }
}
