/// Our account at a provider or PBX.
public struct ProviderAccount: Hashable, Sendable {
  /// Ours to choose; events of the account carry it.
  public var id: String
  /// The provider's domain, and the registrar.
  public var server: SIPServerAddress
  /// Where requests go instead, if anywhere; it passes them on.
  public var proxy: SIPServerAddress?
  public var username: String?
  public var password: String?

  public init(
    id: String, server: SIPServerAddress, proxy: SIPServerAddress? = nil, username: String? = nil,
    password: String? = nil
  ) {
    self.id = id
    self.server = server
    self.proxy = proxy
    self.username = username
    self.password = password
  }
}

extension ProviderAccount: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Without the password.
  public var description: String { "account \(id) at \(server.host)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["id": id, "server": server]) }
}
