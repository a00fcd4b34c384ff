/// What we ask of session timers (RFC 4028).
public struct SessionTimerPolicy: Hashable, Sendable {
  /// What our own calls propose; nil proposes nothing. 1800 s.
  public var proposedSeconds: Int?
  /// Shorter intervals are refused with 422; never below 90 s (RFC 4028 §5).
  public var minimumSeconds: Int

  public init(proposedSeconds: Int? = 1800, minimumSeconds: Int = 90) {
    self.proposedSeconds = proposedSeconds
    self.minimumSeconds = max(90, minimumSeconds)
  }
}
