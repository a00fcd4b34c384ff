internal import CSRTP

/// How RTP and RTCP are encrypted and authenticated: the crypto suites of RFC 4568 §6.2, RFC 6188 and RFC 7714.
public enum SecureSuite: Sendable, Hashable, CaseIterable {
  /// AES in counter mode, with a tag of 80 bits (RFC 4568 §6.2.1).
  case aes128HMAC80
  /// The same with a tag of 32 bits on media; control keeps 80 (RFC 4568 §6.2.2).
  case aes128HMAC32
  /// With keys of 256 bits (RFC 6188).
  case aes256HMAC80
  case aes256HMAC32
  /// AES in Galois counter mode (RFC 7714).
  case aes128GCM
  case aes256GCM

  /// Bytes of a master key and its salt, one behind the other.
  public var keyBytes: Int {
    switch self {
    case .aes128HMAC80, .aes128HMAC32: 16 + 14
    case .aes256HMAC80, .aes256HMAC32: 32 + 14
    case .aes128GCM: 16 + 12
    case .aes256GCM: 32 + 12
    }
  }

  /// Bytes that protecting a media packet adds.
  var mediaTagBytes: Int {
    switch self {
    case .aes128HMAC80, .aes256HMAC80: 10
    case .aes128HMAC32, .aes256HMAC32: 4
    case .aes128GCM, .aes256GCM: 16
    }
  }

  /// Bytes that protecting a control packet adds, with its index of 4 bytes (RFC 3711 §3.4).
  var controlTagBytes: Int {
    switch self {
    case .aes128GCM, .aes256GCM: 16 + 4
    default: 10 + 4
    }
  }

  func describe(_ policy: inout srtp_policy_t) {
    switch self {
    case .aes128HMAC80:
      srtp_crypto_policy_set_rtp_default(&policy.rtp)
      srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
    case .aes128HMAC32:
      srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(&policy.rtp)
      srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
    case .aes256HMAC80:
      srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy.rtp)
      srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy.rtcp)
    case .aes256HMAC32:
      srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32(&policy.rtp)
      srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy.rtcp)
    case .aes128GCM:
      srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp)
      srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp)
    case .aes256GCM:
      srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtp)
      srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtcp)
    }
  }
}
