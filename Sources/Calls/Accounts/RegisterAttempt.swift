import SIP

/// A phone or PBX that wants to register with us (RFC 3261 §10.3). It waits for one of ``admit(account:)``,
/// ``challenge(isStale:)`` and ``refuse(status:phrase:retryAfterSeconds:)``.
public final class RegisterAttempt: Sendable {
  /// The address it came from.
  public let sourceAddress: String
  /// The user name in its digest credentials.
  public let username: String?

  private let id: RegisterID
  private let request: SIPRequest
  private let commands: any OutsideCommands
  private let digest: DigestDesk

  init(_ id: RegisterID, _ request: SIPRequest, _ flow: Flow, commands: any OutsideCommands, digest: DigestDesk) {
    self.id = id
    self.request = request
    self.commands = commands
    self.digest = digest
    sourceAddress = flow.remote.host
    let credentials = request.headers.all("Authorization") + request.headers.all("Proxy-Authorization")
    username = credentials.lazy.compactMap { DigestCredentials($0.value)?.username }.first
  }

  public func check(username: String, password: String) -> CredentialCheck {
    digest.check(request, username: username, password: password)
  }

  /// It may be reached for this account from now on, within the registrar's limits.
  public func admit(account: String) {
    commands.welcome(sourceAddress)
    commands.perform(.admit(id, account: account))
  }

  /// 401 with fresh challenges (RFC 3261 §22.2).
  public func challenge(isStale: Bool) {
    var headers = SIPHeaders()
    for challenge in digest.challenges(isStale: isStale) { headers.append("WWW-Authenticate", challenge) }
    commands.perform(.refuse(id, SIPRejection(401, headers: headers)))
  }

  public func refuse(status: Int, phrase: String, retryAfterSeconds: Int? = nil) {
    let headers: SIPHeaders = retryAfterSeconds.map { [.retryAfter: "\($0)"] } ?? [:]
    commands.perform(.refuse(id, SIPRejection(SIPStatus(status), phrase, headers: headers)))
  }
}
