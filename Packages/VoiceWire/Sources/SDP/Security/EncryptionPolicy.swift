/// Whether media is encrypted with keys from the description (SRTP by SDES, RFC 4568).
public enum EncryptionPolicy: Sendable, Hashable, CaseIterable {
  /// Never: `RTP/SAVP` is refused, keys beside `RTP/AVP` are not answered.
  case disable
  /// When the peer can: with `RTP/SAVP`, and with keys beside `RTP/AVP`, which peers without it pass over.
  case allow
  /// Always: a call without keys is refused.
  case require
}
