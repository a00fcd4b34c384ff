/// Why an offer or an answer leads to no audio. Each is the peer's doing: a 488 for an offer (RFC 3261 §21.4.26), a
/// BYE after an answer.
public enum NegotiationError: Error, Equatable, Sendable {
  /// No `m=audio` line at all, or all of them with port zero.
  case noAudio
  /// Audio only over transports we do not speak, named here (such as `RTP/SAVP`).
  case unsupportedTransport(String)
  /// No encoding in common.
  case noCommonEncoding
  /// The answer has fewer `m=` lines than the offer (RFC 3264 §6).
  case mismatchedAnswer

  /// A sentence for logs and warning headers.
  public var message: String {
    switch self {
    case .noAudio: "no active audio stream is offered"
    case .unsupportedTransport(let name): "audio transport \(name) is not supported; offer RTP/AVP"
    case .noCommonEncoding: "no audio encoding in common; offer PCMU, PCMA or G722"
    case .mismatchedAnswer: "the answer does not match the offer's media lines"
    }
  }
}
