/// Quality of protection (RFC 7616 §3.3): what the hash covers beside user, password and nonces.
public enum DigestQuality: String, Hashable, Sendable, CaseIterable {
  /// Method and URI.
  case auth
  /// Method, URI and body.
  case authInt = "auth-int"

  /// Reads the token in any case.
  public init?(token: String) {
    for quality in Self.allCases where quality.rawValue.isSameToken(as: token) {
      self = quality
      return
    }
    return nil
  }
}
