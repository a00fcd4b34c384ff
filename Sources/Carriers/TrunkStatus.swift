public import Foundation

/// What is known of the other end of a trunk at the moment. Nil where nothing is known.
public struct TrunkStatus: Hashable, Sendable {
  /// Where our registration at the provider stands.
  public enum Registration: String, Hashable, Sendable, CaseIterable { case registering, registered, failed }

  /// Nil when the trunk does not register.
  public var registration: Registration?
  /// Whether it answered the last probe, whatever it answered.
  public var reachable: Bool?
  /// When it was last heard, or last failed to be.
  public var lastCheckedAt: Date?
  /// What went wrong last and what to do; nil when all is well.
  public var lastError: String?

  public init(
    registration: Registration? = nil, reachable: Bool? = nil, lastCheckedAt: Date? = nil, lastError: String? = nil
  ) {
    self.registration = registration
    self.reachable = reachable
    self.lastCheckedAt = lastCheckedAt
    self.lastError = lastError
  }
}
