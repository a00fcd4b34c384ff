/// What happens to a call after it came in, or while it is placed. `cancelled` or `ended` comes last.
public enum CallEvent: Sendable, Hashable {
  /// A provisional response to our INVITE, 180 when somebody is rung. `hasMedia`: the far end may be heard already.
  /// `attempt` is the number that the attempt was given when it was placed.
  case progressed(attempt: Int, status: Int, hasMedia: Bool)
  /// Our call was answered, and its media agreed.
  case answered
  /// Our call was answered with media that cannot be used; the end follows.
  case unusable(MediaRefusal)
  /// This attempt to place the call came to nothing; another may follow, or ``Call/hangUp()``.
  case refused(attempt: Int, CallFailure)
  /// The ACK came.
  case confirmed
  /// The first packet came from the far end.
  case soundArrived
  /// A key of the far end's keypad: `0-9`, `*`, `#`, `A-D`.
  case digit(Character)
  /// The far end holds us, or took us back.
  case held(Bool)
  /// No packet came for too long, although we are not held.
  case soundStopped
  /// The far end asks us to go on with somebody else (RFC 3515): ``Phone/follow(_:as:)`` or ``Call/refuseReferral()``.
  case referred(to: String)
  /// The call goes on with somebody else, or by another connection of the far end (RFC 3515, RFC 3891).
  case moved
  /// Whom the far end sent us to could not be reached; the call goes on as it was.
  case moveFailed(CallFailure)
  /// News of the transfer that was asked for.
  case transfer(TransferProgress)
  /// A message came or went.
  case signalled(SignalLine)
  /// The caller gave up before the answer. `reasons` are the values of Reason headers (RFC 3326).
  case cancelled(reasons: [String])
  case ended(CallEnd)
}

/// Why a call is over.
public enum CallEnd: Sendable, Hashable {
  /// The far end hung up. `reasons` are the values of Reason headers (RFC 3326).
  case hungUp(reasons: [String])
  /// We hung up or refused.
  case local
  /// The far end never acknowledged our answer.
  case unacknowledged
  case connectionLost
  /// The far end no longer knew the call, or did not answer.
  case dialogLost
  /// The far end gave no sign of life within the session timer (RFC 4028).
  case sessionExpired
  /// Another call of the far end took its place (RFC 3891).
  case replaced
}
