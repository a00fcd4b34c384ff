/// When to send reports: every five seconds, spread by half either way so that calls do not fall into step
/// (RFC 3550 §6.2, §6.3.1).
public struct ControlSchedule: Sendable {
  private static let interval = Duration.seconds(5)
  private var random: UInt64
  public private(set) var deadline: Duration

  /// The first report comes after half the time (RFC 3550 §6.2).
  /// - Parameter seed: any number, different for each call.
  public init(seed: UInt64, startingAt now: Duration) {
    random = seed | 1
    deadline = now
    deadline = now + spread(Self.interval) / 2
  }

  /// Whether a report is due; if so the next one is planned.
  public mutating func isDue(at now: Duration) -> Bool {
    guard now >= deadline else { return false }
    deadline = now + spread(Self.interval)
    return true
  }

  private mutating func spread(_ interval: Duration) -> Duration {
    // xorshift64: no more is asked of it than to differ between calls.
    random ^= random << 13
    random ^= random >> 7
    random ^= random << 17
    return interval * Int(500 + random % 1000) / 1000
  }
}
