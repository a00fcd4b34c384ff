/// The hash functions of digest access authentication in SIP (RFC 8760 §2), weakest first.
public enum DigestAlgorithm: String, Hashable, Sendable, CaseIterable {
  case md5 = "MD5"
  case sha256 = "SHA-256"
  case sha512t256 = "SHA-512-256"

  /// Reads the token in any case; nil for variants we do not speak, `-sess` among them.
  public init?(token: String) {
    for algorithm in Self.allCases where algorithm.rawValue.isSameToken(as: token) {
      self = algorithm
      return
    }
    return nil
  }
}

/// Computes the hash of bytes; passed in, because this module has no cryptography of its own.
public typealias DigestHash = @Sendable (DigestAlgorithm, [UInt8]) -> [UInt8]
