/// Whom we are when a peer asks for digest credentials (RFC 3261 §22).
public struct DigestIdentity: Hashable, Sendable {
  public var username: String
  public var password: String
  /// The only realm that may ask; nil for whoever asks on the way of the call.
  public var realm: String?

  public init(username: String, password: String, realm: String? = nil) {
    self.username = username
    self.password = password
    self.realm = realm
  }
}

extension DigestIdentity: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Without the password.
  public var description: String { "identity of \(username)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["username": username]) }
}
