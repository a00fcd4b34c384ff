/// How a media thread does.
public struct MediaLoopHealth: Equatable, Sendable {
  /// Whether the thread runs under SCHED_FIFO; else its ticks wait behind other work on a busy machine.
  public var isRealtime = false
  public var lines = 0
  /// Ticks given up since the start because the thread slept too long.
  public var ticksMissed = 0
  /// In the last ten seconds.
  public var worstLateness = Duration.zero
  public var datagramsReceived: UInt64 = 0
  public var sendFailures: UInt64 = 0

  public init() {}
}
