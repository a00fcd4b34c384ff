import RTP
import Testing
import WireTesting

struct JitterBufferTests {
  /// An even stream: one packet each 20 ms from `start` on.
  private func stream(
    _ count: Int, from start: Duration = .zero, sequence: Int = 0, timestamp: Int = 0, ticks: Int = 160
  ) -> [Listener.Sent] {
    (0..<count).map { index in
      Listener.Sent(
        sequence: sequence + index, timestamp: timestamp + index * ticks,
        arrival: start + .microseconds(index * ticks * 125), ticks: ticks)
    }
  }

  @Test func `an even stream is played whole and in order`() {
    var listener = Listener()
    listener.run(stream(500), until: .seconds(11))
    #expect(listener.played == Array(0..<500))
    #expect(listener.lost == 0 && listener.silence == 0)
    #expect(listener.buffer.counts.starved == 1)
  }

  @Test func `sequence numbers and timestamps go on beyond their wrap`() {
    var listener = Listener()
    listener.run(stream(500, sequence: 65400, timestamp: 0xFFFF_FFFF - 8000), until: .seconds(11))
    #expect(listener.played == Array(65400..<65900))
    #expect(listener.lost == 0 && listener.silence == 0)
  }

  @Test(arguments: [80, 160, 240, 320, 480])
  func `packets of 10 to 60 ms are played whole`(ticks: Int) {
    var listener = Listener()
    listener.run(stream(300, ticks: ticks), until: .seconds(20))
    #expect(listener.played == Array(0..<300))
    #expect(listener.lost == 0 && listener.silence == 0 && listener.stretched == 0)
  }

  @Test func `packets out of order and in duplicate are set right`() {
    var sent = stream(200)
    for index in stride(from: 20, to: 180, by: 10) {
      sent[index].arrival += .milliseconds(25)
      sent.append(sent[index + 3])
    }
    var listener = Listener()
    listener.run(sent, until: .seconds(5))
    #expect(listener.played == Array(0..<200))
    #expect(listener.buffer.counts.duplicate + listener.buffer.counts.late == 16)
  }

  @Test func `a packet that never comes is concealed for its own length`() {
    var listener = Listener()
    listener.run(stream(200).filter { ![50, 90, 91].contains($0.sequence) }, until: .seconds(5))
    #expect(listener.lost == 3 * 160)
    #expect(listener.played.count == 197)
  }

  @Test func `a packet that comes after its time is dropped and counted`() {
    var sent = stream(200)
    sent[100].arrival += .milliseconds(150)
    var listener = Listener()
    listener.run(sent, until: .seconds(4))
    #expect(listener.lost == 160)
    #expect(!listener.played.contains(100))
    #expect(listener.buffer.counts.late == 1)
  }

  @Test func `the delay grows with jitter, stays within bounds, and shrinks when the path is calm`() {
    var random = Randomness(seed: 11)
    var sent = stream(3000)
    for index in 0..<990 { sent[index].arrival += .milliseconds(random.next(in: 0...80)) }
    var listener = Listener()
    listener.isQuiet = true
    listener.run(Array(sent[..<1000]), until: .seconds(20))
    let rough = listener.buffer.targetDelay
    #expect(rough >= .milliseconds(70) && rough <= .milliseconds(100))
    let lossRough = listener.lost
    #expect(lossRough < 160 * 30)
    listener.run(Array(sent[1000...]), phase: .seconds(20) + .milliseconds(5), until: .seconds(60))
    #expect(listener.buffer.targetDelay == .milliseconds(20))
    #expect(listener.buffer.delay < .milliseconds(60))
    #expect(listener.lost == lossRough)
  }

  @Test func `three seconds of a calm path are enough for the least delay`() {
    var listener = Listener()
    listener.run(stream(150), until: .seconds(3))
    #expect(listener.buffer.targetDelay == .milliseconds(20))
  }

  @Test func `jitter beyond the bound does not raise the delay beyond it`() {
    var random = Randomness(seed: 12)
    var sent = stream(1000)
    for index in sent.indices { sent[index].arrival += .milliseconds(random.next(in: 0...600)) }
    var listener = Listener()
    listener.run(sent, until: .seconds(21))
    #expect(listener.buffer.targetDelay == .milliseconds(200))
  }

  @Test func `a pause of the sender is silence, not loss`() {
    // The sequence goes on; timestamp and time both jump by half a second.
    let sent = stream(50) + stream(50, from: .milliseconds(1500), sequence: 50, timestamp: 12_000)
    var listener = Listener()
    listener.run(sent, until: .seconds(3))
    #expect(listener.played == Array(0..<100))
    #expect(listener.lost == 0)
    #expect(listener.buffer.delay < .milliseconds(65))
  }

  @Test func `a pause shorter than the delay is played as long as it was`() {
    var listener = Listener(JitterSettings(leastDelay: .milliseconds(100), initialDelay: .milliseconds(100)))
    listener.run(
      stream(50) + stream(50, from: .milliseconds(1060), sequence: 50, timestamp: 8480), until: .seconds(3))
    // Up to a tick is taken from it to bring the delay back to its target.
    #expect(listener.silence > 320 && listener.silence <= 480)
    #expect(listener.played == Array(0..<100))
    #expect(listener.lost == 0)
  }

  @Test func `a loss at the edge of a pause does not delay what follows`() {
    var sent = stream(50) + stream(50, from: .milliseconds(1500), sequence: 50, timestamp: 12_000)
    sent.removeAll { $0.sequence == 49 || $0.sequence == 50 }
    var listener = Listener()
    listener.run(sent, until: .seconds(3))
    #expect(listener.played.count == 98)
    #expect(listener.buffer.delay < .milliseconds(65))
  }

  @Test func `after a reset another stream begins at once, whatever its numbers`() {
    var listener = Listener()
    listener.run(stream(50), until: .seconds(1))
    listener.buffer.reset()
    listener.run(
      stream(50, from: .seconds(1), sequence: 9, timestamp: 3_000_000_000), phase: .seconds(1) + .milliseconds(5),
      until: .seconds(3))
    #expect(listener.played.suffix(50) == Array(9..<59)[...])
    #expect(listener.lost == 0)
  }

  @Test func `a sender that sets its clock back or forth is followed`() {
    for jump in [-400_000, -3200, 400_000, 100_000_000] {
      let sent =
        stream(100, timestamp: 1_000_000)
        + stream(100, from: .seconds(2), sequence: 100, timestamp: 1_016_000 + jump)
      var listener = Listener()
      listener.run(sent, until: .seconds(5))
      // What waited at the moment of a step back is lost.
      #expect(listener.played.count >= 197, "jump \(jump)")
      #expect(listener.played.last == 199, "jump \(jump)")
      #expect(listener.buffer.delay < .milliseconds(100), "jump \(jump)")
    }
  }

  @Test func `a burst after a stall is caught up with`() {
    var sent = stream(600)
    for index in 100..<200 { sent[index].arrival = .seconds(4) }
    var listener = Listener()
    listener.run(sent, until: .seconds(6))
    // 64 places hold 1.28 s of it; two seconds later all but a little is made up.
    #expect(listener.buffer.delay < .milliseconds(200))
    listener.run(sent.filter { $0.arrival > .seconds(6) }, phase: .seconds(6) + .milliseconds(5), until: .seconds(13))
    #expect(listener.played.last == 599)
    #expect(listener.buffer.delay < .milliseconds(200))
  }

  @Test func `places kept for packets that are no audio are not taken for loss`() {
    var sent = stream(100)
    for index in 40..<48 { sent[index].isPlaceholder = true }
    var listener = Listener()
    listener.run(sent, until: .seconds(3))
    #expect(listener.lost == 0)
    #expect(listener.played.count == 92)
  }

  @Test(arguments: [-200, 200])
  func `the drift of the sender's clock does not add up over ten minutes`(partsPerMillion: Int) {
    let count = 30_000
    let sent = stream(count).map { packet in
      var packet = packet
      packet.arrival += .microseconds(packet.sequence * 20_000 / 1_000_000 * partsPerMillion)
      return packet
    }
    var listener = Listener()
    listener.isQuiet = true
    listener.run(sent, until: .seconds(600))
    #expect(listener.delays.max() ?? .zero < .milliseconds(80))
    #expect(listener.delays.suffix(1000).max() ?? .zero < .milliseconds(80))
    #expect(listener.played.count > count - 20)
    #expect(listener.buffer.counts.starved < 10)
    if partsPerMillion > 0 {
      #expect(listener.stretched > 0)
    } else {
      #expect(listener.buffer.counts.skipped > 3)
    }
  }

  @Test func `without a quiet moment drift is corrected amid speech before it is heard as delay`() {
    let sent = stream(30_000).map { packet in
      var packet = packet
      packet.arrival -= .microseconds(packet.sequence * 20_000 / 1_000_000 * 300)
      return packet
    }
    var listener = Listener()
    listener.run(sent, until: .seconds(590))
    #expect(listener.delays.max() ?? .zero < .milliseconds(200))
    #expect(listener.buffer.counts.skipped > 0)
  }

  @Test func `payloads larger than a slot are refused`() {
    var listener = Listener(JitterSettings(slotBytes: 100))
    listener.run(stream(3), until: .seconds(1))
    #expect(listener.buffer.counts.discarded == 3)
    #expect(listener.played.isEmpty)
  }

  @Test func `no stream of packets stops it or makes it lose its place`() {
    var random = Randomness(seed: 5)
    for _ in 0..<40 {
      var listener = Listener()
      for tick in 0..<300 {
        for _ in 0..<random.next(in: 0...3) {
          listener.arrive(
            .init(
              sequence: random.next(in: 0...1) == 0 ? tick : random.next(in: 0...70_000),
              timestamp: random.next(in: 0...3) == 0 ? random.next(in: 0...Int(UInt32.max)) : tick * 160,
              arrival: .milliseconds(tick * 20), ticks: random.next(in: 4...480),
              isPlaceholder: random.next(in: 0...9) == 0))
        }
        listener.tick(at: .milliseconds(tick * 20 + 7))
      }
      listener.buffer.reset()
      let before = listener.played.count
      listener.run(stream(50, from: .seconds(100)), phase: .seconds(100), until: .seconds(103))
      #expect(listener.played.count - before >= 48)
    }
  }

  @Test func `the packet behind a gap can be seen when the gap is due`() {
    var listener = Listener()
    listener.run(stream(200).filter { ![50, 90, 91].contains($0.sequence) }, until: .seconds(5))
    #expect(listener.seenBehindGaps == [51, 92])
    #expect(listener.played.count == 197)
  }

  @Test(.rfc(3389, "4"))
  func `lesson 96: a pause with comfort noise is as long as the timestamps say, and the delay does not grow`() {
    var sent: [Listener.Sent] = []
    // A second of speech, then two of pause with a noise packet at its start, ten times.
    for round in 0..<10 {
      let start = Duration.seconds(3 * round)
      sent += stream(50, from: start, sequence: round * 51, timestamp: round * 24_000)
      sent.append(
        Listener.Sent(
          sequence: round * 51 + 50, timestamp: round * 24_000 + 8000, arrival: start + .seconds(1), isComfort: true))
    }
    var listener = Listener()
    listener.run(sent, until: .seconds(31))
    #expect(listener.played.count == 500)
    #expect(listener.lost == 0)
    #expect(listener.comforts.map(\.after) == (1...10).map { $0 * 50 })
    #expect(listener.delays.max() ?? .zero < .milliseconds(70))
    let last = listener.playedAt[9 * 51] ?? .zero
    #expect(last - .seconds(27) < .milliseconds(80))
  }
}
