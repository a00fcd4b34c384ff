/// Counts what arrives from one source: loss, jitter, restarts (RFC 3550 A.1, A.3, A.8).
public struct ReceptionStatistics: Sendable {
  /// What a packet means for the stream.
  public enum Verdict: Equatable, Sendable {
    /// It belongs to the stream.
    case inStream
    /// It is the first of a stream: at the start, after a new source took over, or after the sequence was reset.
    /// What was buffered of the stream before is void.
    case restarted
    /// A jump or another source. If the next packet confirms it, the stream restarts; until then it is dropped.
    case stray
  }

  private struct Stream {
    var source: UInt32
    var first: Int64
    var highest: Int64
    var received: Int64 = 1
    /// Jitter in 1/16 tick (RFC 3550 A.8).
    var jitter: Int64 = 0
    var transit: Int64
    /// Whether `transit` is of the present clock.
    var hasTransit = true
    /// At the last report.
    var expectedBefore: Int64 = 0
    var receivedBefore: Int64 = 0
  }

  /// Gaps up to this continue the stream; more must be confirmed (RFC 3550 A.1 MAX_DROPOUT).
  private static let longestGap: Int64 = 3000
  /// Packets this far behind are late; more must be confirmed (MAX_MISORDER).
  private static let longestDelay: Int64 = 100

  private var clockRate: Int64
  private var stream: Stream?
  /// The sequence number and source that would confirm a stray packet.
  private var candidate: (source: UInt32, sequence: UInt16)?
  private var senderReport: (middle: UInt32, at: Duration)?
  /// Packets expected and received in streams that ended.
  private var endedExpected: Int64 = 0
  private var endedReceived: Int64 = 0

  /// - Parameter clockRate: ticks of the media clock a second.
  public init(clockRate: Int = 8000) {
    self.clockRate = Int64(max(1, clockRate))
  }

  /// Another codec was agreed on, whose clock runs at `clockRate`: the jitter is measured anew. Counts go on.
  public mutating func use(clockRate: Int) {
    let rate = Int64(max(1, clockRate))
    guard rate != self.clockRate else { return }
    self.clockRate = rate
    stream?.jitter = 0
    stream?.hasTransit = false
  }

  /// SSRC of the stream, nil before the first packet.
  public var source: UInt32? { stream?.source }
  /// Packets received in all streams so far.
  public var packetsReceived: Int64 { endedReceived &+ (stream?.received ?? 0) }
  /// Packets expected by the sequence numbers in all streams so far.
  public var packetsExpected: Int64 { endedExpected &+ (stream.map(ReceptionStatistics.expected) ?? 0) }
  /// Packets that never came, in all streams so far.
  public var packetsLost: Int64 { max(0, packetsExpected &- packetsReceived) }
  /// Interarrival jitter (RFC 3550 §6.4.1).
  public var jitter: Duration { .microseconds((stream?.jitter ?? 0) / 16 &* 1_000_000 / clockRate) }

  /// Takes note of a packet that arrived.
  /// - Parameter isTimed: false for events, whose timestamp is not the time they were sent.
  public mutating func record(_ packet: RTPPacket, isTimed: Bool = true, at now: Duration) -> Verdict {
    let arrival = now.ticks(of: clockRate)
    guard var current = stream else { return restart(packet, arrival) }
    let sequence = Wrapped.unwrap(packet.sequence, near: current.highest)
    let step = sequence &- current.highest
    guard packet.source == current.source, step < Self.longestGap, step > -Self.longestDelay else {
      if let candidate, candidate == (packet.source, packet.sequence) { return restart(packet, arrival) }
      candidate = (packet.source, packet.sequence &+ 1)
      return .stray
    }
    candidate = nil
    current.received &+= 1
    current.highest = max(current.highest, sequence)
    current.first = min(current.first, sequence)
    if isTimed {
      let transit = arrival &- Int64(packet.timestamp)
      // Modulo 2^32, so that a wrap of the timestamp is no jump.
      let change = current.hasTransit ? Int64(Int32(truncatingIfNeeded: transit &- current.transit)) : 0
      current.transit = transit
      current.hasTransit = true
      let magnitude = min(abs(change), clockRate &* 10)
      current.jitter &+= magnitude &- ((current.jitter &+ 8) >> 4)
    }
    stream = current
    return .inStream
  }

  /// Remembers when the peer's report came, so that ours can refer to it.
  public mutating func record(_ report: SenderReport, at now: Duration) {
    senderReport = (report.time.middle, now)
  }

  /// Our report about the stream since the last one; nil before the first packet.
  public mutating func report(at now: Duration) -> ReportBlock? {
    guard var current = stream else { return nil }
    let expected = Self.expected(current)
    let expectedSince = expected &- current.expectedBefore
    let lostSince = expectedSince &- (current.received &- current.receivedBefore)
    current.expectedBefore = expected
    current.receivedBefore = current.received
    stream = current
    let fraction = expectedSince <= 0 || lostSince <= 0 ? 0 : min(255, (lostSince << 8) / expectedSince)
    let delay = senderReport.map { max(0, (now - $0.at).microseconds) } ?? 0
    return ReportBlock(
      source: current.source, fractionLost: UInt8(truncatingIfNeeded: fraction),
      packetsLost: Int32(clamping: expected &- current.received),
      highestSequence: UInt32(truncatingIfNeeded: current.highest),
      jitter: UInt32(clamping: current.jitter >> 4), lastSenderReport: senderReport?.middle ?? 0,
      delaySinceLastSenderReport: UInt32(clamping: min(delay, 60_000_000_000) &* 65536 / 1_000_000))
  }

  private static func expected(_ stream: Stream) -> Int64 { stream.highest &- stream.first &+ 1 }

  private mutating func restart(_ packet: RTPPacket, _ arrival: Int64) -> Verdict {
    if let stream {
      endedExpected &+= Self.expected(stream)
      endedReceived &+= stream.received
      if stream.source != packet.source { senderReport = nil }
    }
    candidate = nil
    stream = Stream(
      source: packet.source, first: Int64(packet.sequence), highest: Int64(packet.sequence),
      transit: arrival &- Int64(packet.timestamp))
    return .restarted
  }
}
