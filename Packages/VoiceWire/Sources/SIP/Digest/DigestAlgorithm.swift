/// The hash functions of digest access authentication in SIP (RFC 8760 §2), weakest first.
public enum DigestAlgorithm: String, Hashable, Sendable, CaseIterable {
  case md5 = "MD5"
  case sha256 = "SHA-256"
  case sha512t256 = "SHA-512-256"

  /// Reads the token in any case; nil for functions we do not know.
  public init?(token: String) {
    for algorithm in Self.allCases where algorithm.rawValue.isSameToken(as: token) {
      self = algorithm
      return
    }
    return nil
  }

  /// Reads a token that may end in `-sess`, which binds the password's hash to the nonces (RFC 7616 §3.4.2).
  static func read(_ token: String) -> (algorithm: DigestAlgorithm, isSession: Bool)? {
    let suffix = "-sess"
    let isSession = token.utf8.count > suffix.utf8.count && String(token.suffix(5)).isSameToken(as: suffix)
    return DigestAlgorithm(token: isSession ? String(token.dropLast(5)) : token).map { ($0, isSession) }
  }

  func token(isSession: Bool) -> String { isSession ? rawValue + "-sess" : rawValue }
}

/// Computes the hash of bytes; passed in, because this module has no cryptography of its own.
public typealias DigestHash = @Sendable (DigestAlgorithm, [UInt8]) -> [UInt8]
