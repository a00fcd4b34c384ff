internal import SDP

/// Whether the media of a call is encrypted (SRTP by SDES, RFC 4568).
public enum MediaSecurity: String, Sendable, Hashable, CaseIterable {
  /// Never; a far end that insists is refused with 488.
  case disable
  /// When the far end can.
  case allow
  /// Always; a far end that cannot is refused with 488.
  case require

  var policy: EncryptionPolicy {
    switch self {
    case .disable: .disable
    case .allow: .allow
    case .require: .require
    }
  }
}
