/// How long to wait before a process that ended is started again: twice as long each time, short again once it held.
struct RestartDelay: Sendable, Equatable {
  static let first = Duration.milliseconds(250)
  static let longest = Duration.seconds(30)
  /// A run that lasted so long was sound.
  static let sound = Duration.seconds(60)

  private var next = first

  init() {}

  /// - Parameter lasted: how long the run that just ended had been.
  mutating func afterRun(lasting lasted: Duration) -> Duration {
    if lasted >= Self.sound { next = Self.first }
    defer { next = min(next * 2, Self.longest) }
    return next
  }
}
