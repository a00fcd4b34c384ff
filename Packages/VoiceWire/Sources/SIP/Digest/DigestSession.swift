/// Our side of digest authentication for one call, or one registration: answers challenges, and stops before a loop
/// (RFC 3261 §22.2–22.3, RFC 7616 §3.4).
///
/// Each 401 and 407 goes to ``receive(_:to:attempt:)``; when that says `.answer` the request is sent again under the next
/// CSeq, after ``authorize(_:clientNonce:)``. Later requests carry credentials at once, with a rising nonce count.
public struct DigestSession: Sendable {
  public enum Outcome: Hashable, Sendable {
    /// Send the request again, with credentials.
    case answer
    /// None of the challenges can be answered: unknown algorithm, another realm, unreadable, or none there.
    case unanswerable
    /// The peer does not accept our user name or password.
    case refused
  }

  /// A challenge in force: by the header that answers it, and the realm.
  private struct Protection: Sendable {
    var header: SIPHeaderName
    var challenge: DigestChallenge
    /// Uses of the nonce so far.
    var count: UInt32 = 0
  }

  public let identity: DigestIdentity
  private let hash: DigestHash
  private var protections: [Protection] = []

  /// Challenges that one request answers at most: proxies and the server, and a stale nonce or two.
  public static let maximumAnswers = 4

  public init(_ identity: DigestIdentity, hash: @escaping DigestHash) {
    self.identity = identity
    self.hash = hash
  }

  /// Takes up the challenges of a 401 or 407.
  ///
  /// Of several for one realm the first is taken that we can answer, in the peer's order (RFC 8760 §2.4).
  /// - Parameters:
  ///   - request: what the response is to, as it was sent.
  ///   - attempt: how many challenges this request has answered before.
  public mutating func receive(_ response: SIPResponse, to request: SIPRequest, attempt: Int) -> Outcome {
    guard attempt < Self.maximumAnswers else { return .refused }
    var isAnswerable = false
    for (question, header) in [
      ("WWW-Authenticate", "Authorization"), ("Proxy-Authenticate", "Proxy-Authorization"),
    ] as [(SIPHeaderName, SIPHeaderName)] {
      var realms: Set<String> = []
      for challenge in response.headers.all(question).compactMap({ DigestChallenge($0.value) }) {
        guard identity.realm == nil || identity.realm == challenge.realm, realms.insert(challenge.realm).inserted
        else { continue }
        // Credentials that were sent unasked say nothing: their nonce may simply be old.
        let given = request.headers.all(header).lazy.compactMap { DigestCredentials($0.value) }
          .first { $0.realm == challenge.realm }
        if let given, given.protection.map({ $0.nonceCount == 1 }) ?? (attempt > 0) {
          guard challenge.isStale, challenge.nonce != given.nonce else { return .refused }
        }
        protections.removeAll { $0.header == header && $0.challenge.realm == challenge.realm }
        // More realms than a chain of proxies has are somebody's joke.
        guard protections.count < 8 else { continue }
        protections.append(Protection(header: header, challenge: challenge))
        isAnswerable = true
      }
    }
    return isAnswerable ? .answer : .unanswerable
  }

  /// Writes the credentials of every challenge in force into the request as it will be sent, in place of those it had.
  ///
  /// - Parameter clientNonce: random text, new each time.
  public mutating func authorize(_ request: inout SIPRequest, clientNonce: String) {
    request.headers["Authorization"] = nil
    request.headers["Proxy-Authorization"] = nil
    for index in protections.indices {
      protections[index].count &+= 1
      let credentials = DigestCredentials(
        answering: protections[index].challenge, username: identity.username, password: identity.password,
        method: request.method, uri: "\(request.uri)", body: request.body, clientNonce: clientNonce,
        nonceCount: protections[index].count, hash: hash)
      request.headers.append(protections[index].header, "\(credentials)")
    }
  }
}

extension DigestSession: CustomStringConvertible {
  /// Without the password.
  public var description: String { "digest session of \(identity.username)" }
}
