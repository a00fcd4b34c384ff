import SIP
import Synchronization

/// The node's digest authenticator, shared by its calls.
final class DigestDesk: Sendable {
  private let authenticator: Mutex<DigestAuthenticator>
  private let clock: @Sendable () -> Duration

  init(_ settings: PhoneSettings) {
    authenticator = Mutex(
      // MD5 first: many phones and test tools read only the first challenge, and MD5 is all they know. The others by their
      // strength, as whoever knows them takes the topmost (RFC 8760 §2.4).
      DigestAuthenticator(
        realm: settings.realm, secret: settings.nonceSecret, algorithms: [.md5, .sha512t256, .sha256],
        hash: settings.hash))
    clock = settings.clock
  }

  func challenges(isStale: Bool) -> [String] {
    authenticator.withLock { $0.challenges(isStale: isStale, at: clock()) }
  }

  func check(_ request: SIPRequest, username: String, password: String) -> CredentialCheck {
    let verdict = authenticator.withLock {
      $0.verify(request, at: clock()) { $0 == username ? password : nil }
    }
    switch verdict {
    case .accepted: return .accepted
    case .absent: return .absent
    case .stale: return .stale
    case .refused: return .refused
    }
  }
}
