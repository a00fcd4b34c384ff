/// How patient an agent is, and whether a caller may speak over it.
public struct TurnHandling: Hashable, Sendable, Codable {
  /// Least silence after the caller's last word before the agent answers, in seconds; 0 to 5. Nil: the server
  /// chooses by what was said.
  public var responseDelaySeconds: Double?
  /// The call ends when the caller was silent for so long after the agent asked twice whether someone is there;
  /// 5 to 600 seconds.
  public var inactivityTimeoutSeconds: Double
  public var interruptible: Bool

  public init(
    responseDelaySeconds: Double? = nil, inactivityTimeoutSeconds: Double = 30, interruptible: Bool = true
  ) {
    self.responseDelaySeconds = responseDelaySeconds
    self.inactivityTimeoutSeconds = inactivityTimeoutSeconds
    self.interruptible = interruptible
  }
}
