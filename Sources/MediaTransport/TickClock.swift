/// Counts the 20 ms ticks that are due, from absolute times: lateness of one tick never moves the next.
public struct TickClock: Sendable {
  public static let interval = Duration.milliseconds(20)
  /// After a longer sleep of the thread, time is given up rather than made up in a burst.
  private static let mostAtOnce = 10

  /// When the next tick is due.
  public private(set) var next: Duration
  /// Ticks given up so far.
  public private(set) var missed = 0
  /// The longest that a tick had to wait.
  public private(set) var worstLateness = Duration.zero

  public init(first: Duration) {
    next = first
  }

  /// The time of a tick that is due, nil when none is. Call until nil.
  public mutating func take(at now: Duration) -> Duration? {
    guard now >= next else { return nil }
    let late = now - next
    worstLateness = max(worstLateness, late)
    if late > Self.interval * Self.mostAtOnce {
      let given = Int(late / Self.interval) - Self.mostAtOnce
      missed += given
      next += Self.interval * given
    }
    defer { next += Self.interval }
    return next
  }
}
