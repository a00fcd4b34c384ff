/// The bounds of a jitter buffer.
public struct JitterSettings: Equatable, Sendable {
  /// Ticks of the media clock a second.
  public var clockRate: Int
  public var leastDelay: Duration
  public var mostDelay: Duration
  /// Before anything is known of the path.
  public var initialDelay: Duration
  /// Packets that fit: 64 hold 1.28 s at 20 ms a packet.
  public var slots: Int
  /// Payload bytes that fit a slot: 480 are 60 ms of G.711 or G.722, 1275 the longest
  /// frame of Opus.
  public var slotBytes: Int

  public init(
    clockRate: Int = 8000, leastDelay: Duration = .milliseconds(20), mostDelay: Duration = .milliseconds(200),
    initialDelay: Duration = .milliseconds(40), slots: Int = 64, slotBytes: Int = 480
  ) {
    self.clockRate = clockRate
    self.leastDelay = leastDelay
    self.mostDelay = mostDelay
    self.initialDelay = initialDelay
    self.slots = max(2, slots)
    self.slotBytes = max(1, slotBytes)
  }
}
