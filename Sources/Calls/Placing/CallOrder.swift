/// A call that is to be placed: who calls whom, and by which provider or PBX.
public struct CallOrder: Sendable, Hashable {
  /// Who is told who calls beside From (RFC 3325; Remote-Party-ID is what came before it).
  public enum CallerHeader: Sendable, Hashable { case none, assertedIdentity, remotePartyID }

  /// The number called, as the other end wants it written.
  public var called: String
  /// The number that calls, as the other end wants it written.
  public var caller: String
  /// Where the call goes; its host stands behind both numbers.
  public var server: SIPServerAddress
  /// The account by which it goes: phones that have registered for it with us are called there, and what its registrar said
  /// of routes holds. Nil: none.
  public var account: String?
  /// Where the request goes first, if not there; it passes it on.
  public var proxy: SIPServerAddress?
  public var username: String?
  public var password: String?
  public var callerHeader: CallerHeader
  public var security: MediaSecurity

  public init(
    called: String, caller: String, server: SIPServerAddress, account: String? = nil, proxy: SIPServerAddress? = nil,
    username: String? = nil, password: String? = nil, callerHeader: CallerHeader = .none,
    security: MediaSecurity = .allow
  ) {
    self.called = called
    self.caller = caller
    self.server = server
    self.account = account
    self.proxy = proxy
    self.username = username
    self.password = password
    self.callerHeader = callerHeader
    self.security = security
  }
}

extension CallOrder: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Without the password.
  public var description: String { "call to \(called) by \(server.host)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["called": called, "server": server]) }
}
