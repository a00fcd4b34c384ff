/// The crypto suites of `a=crypto` that this side knows, in our order of preference (RFC 4568 §6.2, RFC 6188,
/// RFC 7714 §14.2).
public enum CryptoSuite: String, Sendable, Hashable, CaseIterable {
  case aes256GCM = "AEAD_AES_256_GCM"
  case aes128GCM = "AEAD_AES_128_GCM"
  case aes256HMAC80 = "AES_256_CM_HMAC_SHA1_80"
  case aes128HMAC80 = "AES_CM_128_HMAC_SHA1_80"
  case aes256HMAC32 = "AES_256_CM_HMAC_SHA1_32"
  case aes128HMAC32 = "AES_CM_128_HMAC_SHA1_32"

  /// Bytes of a master key and its salt.
  public var keyBytes: Int {
    switch self {
    case .aes256GCM: 32 + 12
    case .aes128GCM: 16 + 12
    case .aes256HMAC80, .aes256HMAC32: 32 + 14
    case .aes128HMAC80, .aes128HMAC32: 16 + 14
    }
  }
}
