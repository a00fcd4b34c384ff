internal import SDP

/// Whether the media of a call is encrypted (SRTP by SDES, RFC 4568).
public enum MediaSecurity: String, Sendable, Hashable, CaseIterable {
  /// Never; a far end that insists is refused with 488.
  case disable
  /// When the far end can.
  case allow
  /// Always; a far end that cannot is refused with 488.
  case require

  /// What an INVITE of ours offers. Where plain media would do, two suites that nearly every peer knows keep the INVITE
  /// within one datagram (RFC 3261 §18.1.1).
  var offeredSuites: [CryptoSuite] {
    self == .require ? CryptoSuite.allCases : [.aes128GCM, .aes128HMAC80]
  }

  var policy: EncryptionPolicy {
    switch self {
    case .disable: .disable
    case .allow: .allow
    case .require: .require
    }
  }
}
