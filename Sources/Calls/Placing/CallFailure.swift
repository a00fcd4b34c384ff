import SIP

/// Why an attempt to place a call did not come through.
public struct CallFailure: Sendable, Hashable, Error {
  /// The final SIP status; nil when none came.
  public var status: Int?
  /// The status line's phrase as the far end wrote it, or what happened in place of an answer.
  public var phrase: String
  /// The values of Reason (RFC 3326).
  public var reasons: [String]
  /// What the carrier says of it in a header of its own, like `32203 …` in X-Twilio-Error.
  public var carrierError: String?
  /// How long the far end wants to be left alone.
  public var retryAfterSeconds: Int?
  /// Where a 3xx says that the called one can be reached.
  public var targets: [String]

  public init(
    status: Int?, phrase: String, reasons: [String] = [], carrierError: String? = nil, retryAfterSeconds: Int? = nil,
    targets: [String] = []
  ) {
    self.status = status
    self.phrase = phrase
    self.reasons = reasons
    self.carrierError = carrierError
    self.retryAfterSeconds = retryAfterSeconds
    self.targets = targets
  }

  /// Nil when the cause is none of an attempt.
  init?(_ cause: EndCause) {
    switch cause {
    case .refused(let refusal): self.init(refusal)
    case .unanswered: self.init(status: nil, phrase: "no answer came to the INVITE")
    case .transportLost: self.init(status: nil, phrase: "no connection to the other end could be made, or it broke")
    case .remoteHangUp, .localHangUp, .rejected, .unacknowledged, .replaced, .dialogLost, .sessionExpired: return nil
    }
  }

  private init(_ refusal: CallRefusal) {
    self.init(
      status: refusal.status.code, phrase: refusal.phrase, reasons: refusal.reasons,
      carrierError: refusal.carrierError, retryAfterSeconds: refusal.retryAfterSeconds,
      targets: refusal.targets.map { "\($0.uri)" })
  }
}
