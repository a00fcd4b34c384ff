extension Registration {
  public enum State: Hashable, Sendable {
    /// Not started.
    case idle
    /// A REGISTER is under way. `boundUntil` is the end of the binding we have meanwhile; `leaves` when we were stopped,
    /// which waits because a registrar must not get two at once (RFC 3261 §10.2).
    case registering(boundUntil: Duration?, leaves: Bool)
    /// The registrar knows us until `until`; goes to `registering` at `refreshAt`.
    case registered(until: Duration, refreshAt: Duration)
    /// The last attempt failed; goes to `registering` at `retryAt`.
    case failed(Failure, retryAt: Duration, boundUntil: Duration?)
    /// Our binding is being removed; leaves on the answer, or at `giveUpAt` without one.
    case leaving(giveUpAt: Duration)
    /// Stopped.
    case over

    /// Whether the registrar should have our binding now.
    public func isRegistered(at now: Duration) -> Bool {
      switch self {
      case .registered(let until, _): now < until
      case .registering(let until?, _), .failed(_, _, let until?): now < until
      default: false
      }
    }
  }

  /// Why a registration failed.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// No answer from any destination.
    case unreachable
    /// The registrar did not accept our user name or password.
    case badCredentials
    /// It asks for credentials and we have none.
    case noCredentials
    /// It asks in a way we cannot answer.
    case unknownChallenge
    /// It answered so; the phrase is the registrar's.
    case answered(SIPStatus, reason: String)
    /// It answered 200 and did not keep our contact.
    case notKept

    /// What happened and what to do.
    public var description: String {
      switch self {
      case .unreachable:
        "the registrar does not answer; check sip_address, outbound_proxy, transport and the firewall"
      case .badCredentials: "the registrar does not accept the credentials; check auth_username and auth_password"
      case .noCredentials: "the registrar asks for credentials; set auth_username and auth_password"
      case .unknownChallenge:
        "the registrar asks for credentials in a way that is not digest with MD5, SHA-256 or SHA-512-256; ask the "
          + "provider for one of these"
      case .answered(let status, let reason):
        "the registrar answered \(status.code) \(reason); "
          + (status.code == 403 || status.code == 404
            ? "check auth_username and that the account may register" : "ask the provider why")
      case .notKept: "the registrar answered 200 and did not keep the contact; ask the provider how many it allows"
      }
    }
  }

  public enum Effect: Hashable, Sendable {
    /// Send this to the destination of that number, counted from 0. Via, Contact and User-Agent are the sender's to add.
    case send(SIPRequest, destination: Int)
    /// The state is another one.
    case changed(State)
  }
}
