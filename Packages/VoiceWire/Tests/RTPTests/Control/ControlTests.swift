import RTP
import Testing
import WireTesting

struct ControlTests {
  private func packets(in bytes: [UInt8]) -> [ControlPacket] {
    var reader = ControlReader()
    var found: [ControlPacket] = []
    while let packet = reader.next(in: bytes.span) { found.append(packet) }
    return found
  }

  @Test(.rfc(3550, "6.1"))
  func `a compound of report, name and goodbye is written and read as the same`() {
    let report = SenderReport(
      source: 7, time: NTPTime(.seconds(3) + .milliseconds(500)), timestamp: 28000, packets: 175, octets: 28000)
    let block = ReportBlock(
      source: 9, fractionLost: 12, packetsLost: -3, highestSequence: 0x1_0005, jitter: 44, lastSenderReport: 0xABCD,
      delaySinceLastSenderReport: 65536)
    var bytes = [UInt8](repeating: 0xFF, count: 200)
    var writer = ControlWriter()
    var span = bytes.mutableSpan
    writer.add(report, block, into: &span)
    writer.add(name: Array("trunkline".utf8).span, of: 7, into: &span)
    writer.add(byeOf: 7, into: &span)
    #expect(writer.count % 4 == 0)
    let written = Array(bytes[..<writer.count])
    #expect(packets(in: written) == [.senderReport(report), .block(block), .bye(source: 7)])
    #expect(RTPPacket.isControlPacket(written))
  }

  @Test func `a receiver report carries its block`() {
    var bytes = [UInt8](repeating: 0, count: 64)
    var writer = ControlWriter()
    var span = bytes.mutableSpan
    writer.add(receiver: 5, ReportBlock(source: 6), into: &span)
    #expect(
      packets(in: Array(bytes[..<writer.count])) == [
        .receiverReport(source: 5), .block(ReportBlock(source: 6)),
      ])
  }

  @Test func `a packet that does not fit is left out whole`() {
    var bytes = [UInt8](repeating: 0, count: 20)
    var writer = ControlWriter()
    var span = bytes.mutableSpan
    writer.add(receiver: 5, ReportBlock(source: 6), into: &span)
    #expect(writer.count == 0)
    writer.add(receiver: 5, nil, into: &span)
    writer.add(byeOf: 5, into: &span)
    #expect(writer.count == 16)
  }

  @Test func `types not used are stepped over, and reading stops at a length that does not fit`() {
    let unknown: [UInt8] = [0x80, 207, 0, 1, 1, 2, 3, 4]
    let bye: [UInt8] = [0x81, 203, 0, 1, 0, 0, 0, 9]
    #expect(packets(in: unknown + bye) == [.bye(source: 9)])
    #expect(packets(in: bye + [0x81, 203, 0, 9, 0, 0]) == [.bye(source: 9)])
    // A count of 31 goodbyes in a packet that holds one.
    #expect(packets(in: [0x9F, 203, 0, 1, 0, 0, 0, 9]) == [.bye(source: 9)])
  }

  @Test(.rfc(3550, "6.2"))
  func `reports go out every five seconds, spread by half either way`() {
    var schedule = ControlSchedule(seed: 42, startingAt: .seconds(100))
    #expect(schedule.deadline >= .seconds(101) && schedule.deadline <= .seconds(104))
    var last: Duration?
    var gaps: [Duration] = []
    for tick in 0..<50_000 {
      let now = Duration.seconds(100) + .milliseconds(20 * tick)
      guard schedule.isDue(at: now) else { continue }
      if let last { gaps.append(now - last) }
      last = now
    }
    #expect(gaps.count > 150 && gaps.count < 250)
    #expect(gaps.allSatisfy { $0 >= .milliseconds(2500) && $0 <= .milliseconds(7520) })
    #expect(Set(gaps).count > 20)
  }

  @Test(.rfc(3550, "6.4.1"))
  func `the round trip is what is left of the time since our report without the peer's delay`() {
    var sent = TransmissionStatistics()
    sent.record(payloadBytes: 160)
    let report = sent.report(source: 1, timestamp: 0, at: .seconds(10))
    #expect(report.packets == 1 && report.octets == 160)
    let block = ReportBlock(
      source: 1, fractionLost: 64, lastSenderReport: report.time.middle, delaySinceLastSenderReport: 65536)
    sent.record(block, at: .seconds(11) + .milliseconds(80))
    let roundTrip = sent.roundTrip ?? .zero
    #expect(roundTrip > .milliseconds(79) && roundTrip < .milliseconds(81))
    #expect(sent.remoteFractionLost == 0.25)
    // A delay longer than the time since: nonsense, the last good value stays.
    sent.record(
      ReportBlock(source: 1, lastSenderReport: report.time.middle, delaySinceLastSenderReport: 65536 * 5),
      at: .seconds(12))
    #expect(sent.roundTrip == roundTrip)
  }
}
