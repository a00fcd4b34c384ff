/// Why a call ended, as clients see it.
public enum EndReason: String, Hashable, Sendable, Codable, CaseIterable {
  case agentEnded = "agent_ended"
  case callerHangup = "caller_hangup"
  /// The caller was put through to someone else.
  case transferred
  case inactivityTimeout = "inactivity_timeout"
  case maxDurationReached = "max_duration_reached"
  /// Nobody took the call that we placed.
  case dialNoAnswer = "dial_no_answer"
  case dialBusy = "dial_busy"
  /// The one called, or the network for them, declined.
  case dialRejected = "dial_rejected"
  /// It was refused or could not be connected; ``EndDetail`` says how.
  case dialFailed = "dial_failed"
  /// The caller gave up while it rang.
  case cancelled
  case overCapacity = "over_capacity"
  /// No sound came from the caller's side for too long.
  case mediaTimeout = "media_timeout"
  case serverShutdown = "server_shutdown"
  /// An engine failed, and the agent could not go on.
  case agentError = "agent_error"
}

/// What SIP said about the end of a call.
public struct EndDetail: Hashable, Sendable, Codable {
  public var sipCode: Int?
  public var sipReason: String?
  public var carrierCode: String?
  /// What it means, and what to do about it.
  public var explanation: String?

  public init(
    sipCode: Int? = nil, sipReason: String? = nil, carrierCode: String? = nil, explanation: String? = nil
  ) {
    self.sipCode = sipCode
    self.sipReason = sipReason
    self.carrierCode = carrierCode
    self.explanation = explanation
  }
}
