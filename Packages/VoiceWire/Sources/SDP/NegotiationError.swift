/// Why an offer or an answer leads to no audio. Each is the peer's doing: a 488 for an offer (RFC 3261 §21.4.26), a
/// BYE after an answer.
public enum NegotiationError: Error, Equatable, Sendable {
  /// No `m=audio` line at all, or all of them with port zero.
  case noAudio
  /// Audio only over transports we do not speak, named here (such as `UDP/TLS/RTP/SAVPF`).
  case unsupportedTransport(String)
  /// The peer encrypts, and we are told not to.
  case encryptionDisabled
  /// The peer does not encrypt, and we are told to insist.
  case encryptionRequired
  /// Encrypted audio without a key that can be used.
  case noUsableKey
  /// No encoding in common.
  case noCommonEncoding
  /// The answer has fewer `m=` lines than the offer (RFC 3264 §6).
  case mismatchedAnswer

  /// A sentence for logs and warning headers: what is wrong and what to do.
  public var message: String {
    switch self {
    case .noAudio: "no active audio stream is offered; offer an m=audio line with a port"
    case .unsupportedTransport(let name): "audio transport \(name) is not supported; offer RTP/AVP or RTP/SAVP"
    case .encryptionDisabled:
      "encrypted media is switched off here; offer RTP/AVP, or set the trunk's media_encryption to allow"
    case .encryptionRequired:
      "encrypted media is required here; offer RTP/SAVP with a=crypto, or set the trunk's media_encryption to allow"
    case .noUsableKey:
      "no a=crypto line can be used; offer AES_CM_128_HMAC_SHA1_80 with a key of 30 bytes and no UNENCRYPTED parameters"
    case .noCommonEncoding: "no audio encoding in common; offer PCMU, PCMA, G722 or opus"
    case .mismatchedAnswer: "the answer does not match the offer's media lines; answer each m= line in its place"
    }
  }
}
