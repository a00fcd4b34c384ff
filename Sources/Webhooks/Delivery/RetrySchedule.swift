public import Foundation

/// When a delivery that was not taken is tried again: after gaps that grow, until a day has passed since it happened.
public struct RetrySchedule: Hashable, Sendable {
  /// After the first attempt, the second, …; the last gap repeats.
  public var gaps: [Duration] = [
    .seconds(5), .seconds(30), .seconds(120), .seconds(600), .seconds(1800), .seconds(3600), .seconds(7200),
    .seconds(10_800),
  ]
  /// No attempt is made later than so long after the event.
  public var patience: Duration = .seconds(24 * 3600)

  public init() {}

  /// - Parameters:
  ///   - attempts: made so far, at least one.
  ///   - created: when it happened.
  /// - Returns: nil when it is given up.
  public func next(after attempts: Int, at now: Date, created: Date) -> Date? {
    guard let last = gaps.last else { return nil }
    let gap = gaps.indices.contains(attempts - 1) ? gaps[attempts - 1] : last
    let next = now.addingTimeInterval(gap.seconds)
    return next <= created.addingTimeInterval(patience.seconds) ? next : nil
  }
}

extension Duration {
  var seconds: TimeInterval { self / .seconds(1) }
}
