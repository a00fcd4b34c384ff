/// Our side of digest authentication for one call, or one registration: answers challenges, and stops before a loop
/// (RFC 3261 §22.2–22.3, RFC 7616 §3.4).
///
/// A request begins with ``begin()``. Each 401 and 407 to it goes to ``receive(_:)``; when that says `.answer` the
/// request is sent again under the next CSeq with ``credentials(for:clientNonce:)``. Later requests of the same call
/// carry credentials from the start.
public struct DigestSession: Sendable {
  public enum Outcome: Hashable, Sendable {
    /// Send the request again, with credentials.
    case answer
    /// None of the challenges can be answered: unknown algorithm, unreadable, or none there.
    case unanswerable
    /// The peer does not accept our user name or password.
    case refused
  }

  /// A challenge in force: by the header that answers it, and the realm.
  private struct Protection: Sendable {
    var isProxy: Bool
    var challenge: DigestChallenge
    /// Uses of the nonce so far.
    var count: UInt32
    /// Whether the request under way was challenged with this nonce.
    var isFresh: Bool
  }

  public let username: String
  private let password: String
  private let hash: DigestHash
  private var protections: [Protection] = []
  private var answers = 0

  /// Challenges that one request answers at most: proxies and the server, and a stale nonce or two.
  public static let maximumAnswers = 5

  public init(username: String, password: String, hash: @escaping DigestHash) {
    self.username = username
    self.password = password
    self.hash = hash
  }

  /// A new request: what was refused before says nothing about it.
  public mutating func begin() {
    answers = 0
    for index in protections.indices { protections[index].isFresh = false }
  }

  /// Takes the challenges of a 401 or 407. Of several for one realm the strongest we know counts.
  public mutating func receive(_ response: SIPResponse) -> Outcome {
    guard answers < Self.maximumAnswers else { return .refused }
    answers += 1
    var isAnswerable = false
    for (name, isProxy) in [(SIPHeaderName("WWW-Authenticate"), false), ("Proxy-Authenticate", true)] {
      let challenges = response.headers.all(name).compactMap { DigestChallenge($0.value) }
      var realms: [String] = []
      for challenge in challenges where !realms.contains(challenge.realm) { realms.append(challenge.realm) }
      // More realms than a chain of proxies has are somebody's joke.
      for realm in realms.prefix(4) {
        guard let challenge = DigestChallenge.strongest(of: challenges.filter { $0.realm == realm }) else { continue }
        let index = protections.firstIndex { $0.isProxy == isProxy && $0.challenge.realm == realm }
        if let index, protections[index].isFresh {
          guard challenge.isStale, challenge.nonce != protections[index].challenge.nonce else { return .refused }
        }
        let protection = Protection(isProxy: isProxy, challenge: challenge, count: 0, isFresh: true)
        if let index {
          protections[index] = protection
        } else if protections.count < 8 {
          protections.append(protection)
        }
        isAnswerable = true
      }
    }
    return isAnswerable ? .answer : .unanswerable
  }

  /// Authorization and Proxy-Authorization for a request as it will be sent; empty while nobody challenged.
  ///
  /// - Parameter clientNonce: random text, new each time.
  public mutating func credentials(for request: SIPRequest, clientNonce: String) -> SIPHeaders {
    var headers = SIPHeaders()
    for index in protections.indices {
      protections[index].count &+= 1
      let credentials = DigestCredentials(
        answering: protections[index].challenge, username: username, password: password, method: request.method,
        uri: "\(request.uri)", body: request.body, clientNonce: clientNonce, nonceCount: protections[index].count,
        hash: hash)
      headers.append(protections[index].isProxy ? "Proxy-Authorization" : "Authorization", "\(credentials)")
    }
    return headers
  }
}

extension DigestSession: CustomStringConvertible {
  /// Without the password.
  public var description: String { "digest session of \(username)" }
}
