import RTP
import Testing
import WireTesting

struct ReceptionStatisticsTests {
  private func packet(_ sequence: Int, source: UInt32 = 1, timestamp: Int? = nil) -> RTPPacket {
    RTPPacket(
      payloadType: 0, sequence: UInt16(truncatingIfNeeded: sequence),
      timestamp: UInt32(truncatingIfNeeded: timestamp ?? sequence * 160), source: source)
  }

  /// The expectation macro cannot take a mutating call in a comparison.
  private func expect(
    _ verdict: ReceptionStatistics.Verdict, _ expected: ReceptionStatistics.Verdict,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(verdict == expected, sourceLocation: sourceLocation)
  }

  @Test(.rfc(3550, "A.3"))
  func `loss is what the sequence numbers expect less what came`() throws {
    var statistics = ReceptionStatistics()
    for sequence in 65500..<65700 where sequence % 10 != 3 {
      _ = statistics.record(packet(sequence), at: .milliseconds(20 * sequence))
    }
    #expect(statistics.packetsExpected == 200)
    #expect(statistics.packetsLost == 20)
    let first = statistics.report(at: .seconds(2000))
    let report = try #require(first)
    #expect(report.packetsLost == 20)
    #expect(report.fractionLost == 25)
    #expect(report.highestSequence == 65699)
    #expect(report.source == 1)
    for sequence in 65700..<65750 { _ = statistics.record(packet(sequence), at: .milliseconds(20 * sequence)) }
    let next = statistics.report(at: .seconds(2000))
    let second = try #require(next)
    #expect(second.fractionLost == 0)
    #expect(second.packetsLost == 20)
  }

  @Test(.rfc(3550, "A.8"))
  func `jitter is zero on an even stream and settles at the mean change of an uneven one`() {
    var even = ReceptionStatistics()
    var uneven = ReceptionStatistics()
    for sequence in 0..<1000 {
      _ = even.record(packet(sequence), at: .milliseconds(20 * sequence))
      _ = uneven.record(packet(sequence), at: .milliseconds(20 * sequence + (sequence % 2) * 8))
    }
    #expect(even.jitter == .zero)
    #expect(uneven.jitter > .milliseconds(7) && uneven.jitter <= .milliseconds(8))
  }

  @Test(.rfc(3550, "A.1"))
  func `a new source takes over with its second packet in a row`() {
    var statistics = ReceptionStatistics()
    expect(statistics.record(packet(10), at: .zero), .restarted)
    expect(statistics.record(packet(11), at: .zero), .inStream)
    expect(statistics.record(packet(500, source: 2), at: .zero), .stray)
    expect(statistics.record(packet(12), at: .zero), .inStream)
    expect(statistics.record(packet(501, source: 2), at: .zero), .stray)
    expect(statistics.record(packet(502, source: 2), at: .zero), .restarted)
    #expect(statistics.source == 2)
    #expect(statistics.packetsReceived == 4)
    #expect(statistics.packetsLost == 0)
  }

  @Test(.rfc(3550, "A.1"))
  func `a sequence that jumps far is believed when the next packet confirms it`() {
    var statistics = ReceptionStatistics()
    _ = statistics.record(packet(10), at: .zero)
    expect(statistics.record(packet(30_000), at: .zero), .stray)
    expect(statistics.record(packet(11), at: .zero), .inStream)
    expect(statistics.record(packet(40_000), at: .zero), .stray)
    expect(statistics.record(packet(40_001), at: .zero), .restarted)
    #expect(statistics.packetsLost == 0)
  }

  @Test func `the delay since the peer's report is told in its units`() throws {
    var statistics = ReceptionStatistics()
    _ = statistics.record(packet(1), at: .zero)
    statistics.record(
      SenderReport(source: 1, time: NTPTime(bits: 0x0001_0002_0003_0004), timestamp: 0, packets: 0, octets: 0),
      at: .seconds(5))
    let made = statistics.report(at: .seconds(7))
    let report = try #require(made)
    #expect(report.lastSenderReport == 0x0002_0003)
    #expect(report.delaySinceLastSenderReport == 2 * 65536)
  }

  @Test func `there is nothing to report before the first packet`() {
    var statistics = ReceptionStatistics()
    let report = statistics.report(at: .seconds(1))
    #expect(report == nil)
  }
}
