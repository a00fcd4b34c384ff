import Audio
import Calls
import MediaTransport
import SDP
import Testing

/// One session speaks, another hears it, over a wire that may lose, delay and drift.
struct TwoSessionsTests {
  /// Runs `ticks` of both; `arrival` says when a packet comes, nil that it never does.
  private func run(
    _ encoding: AudioEncoding, ticks: Int, packetTime: Int = 20, voice: Tone?,
    arrival: (_ packet: Int, _ sent: Duration) -> Duration?
  ) -> (speaker: TestLine, hearer: TestLine) {
    let speaker = TestLine(TestLine.media(encoding, packetTime: packetTime), voice: voice, seed: 1)
    let hearer = TestLine(TestLine.media(encoding, packetTime: packetTime), seed: 2)
    var wire: [(at: Duration, bytes: [UInt8])] = []
    var sent = 0
    for index in 1...ticks {
      let now = Duration.milliseconds(20 * index)
      for packet in speaker.tick(at: now) where packet.channel == .rtp {
        sent += 1
        if let at = arrival(sent, now) { wire.append((at, packet.bytes)) }
      }
      // The hearer's tick comes 7 ms later.
      let later = now + .milliseconds(7)
      for packet in wire.filter({ $0.at <= later }).sorted(by: { $0.at < $1.at }) {
        hearer.receive(packet.bytes, at: packet.at)
      }
      wire.removeAll { $0.at <= later }
      _ = hearer.tick(at: later)
    }
    return (speaker, hearer)
  }

  private func tone(_ rate: SampleRate) -> Tone { Tone(frequency: 400, level: -13, rate: rate) }

  /// The share of a sine of 400 Hz in `samples`, 0…1.
  private func purity(_ samples: ArraySlice<Int16>, _ rate: SampleRate) -> Double {
    var probe = Tone(frequency: 400, level: -13, rate: rate)
    let reference = probe.samples(samples.count + rate.hz / 400)
    let quarter = rate.hz / 1600
    var inPhase = 0.0
    var quadrature = 0.0
    var total = 0.0
    var unit = 0.0
    for (index, sample) in samples.enumerated() {
      inPhase += Double(sample) * Double(reference[index])
      quadrature += Double(sample) * Double(reference[index + quarter])
      total += Double(sample) * Double(sample)
      unit += Double(reference[index]) * Double(reference[index])
    }
    return (inPhase * inPhase + quadrature * quadrature) / (total * unit)
  }

  @Test(arguments: AudioEncoding.allCases, [10, 20, 30, 40, 60])
  func `a tone crosses whole`(encoding: AudioEncoding, packetTime: Int) {
    // An Opus frame has other lengths.
    let packetTime = encoding == .opus && packetTime == 30 ? 40 : packetTime
    let rate = TestLine.roomRate(of: encoding)
    let (_, hearer) = run(encoding, ticks: 250, packetTime: packetTime, voice: tone(rate)) { _, sent in
      sent + .milliseconds(30)
    }
    #expect(hearer.seat.heard.count == 250 * rate.samplesPerFrame)
    let steady = hearer.seat.heard[(rate.hz)...]
    #expect(purity(steady, rate) > (encoding == .opus ? 0.98 : 0.999))
    _ = hearer.session
    #expect(hearer.gauge.reading?.packetsLost == 0)
    #expect(hearer.gauge.reading?.meanOpinionScore ?? 0 > (encoding == .g722 ? 4.1 : 4.3))
  }

  @Test func `one packet in twenty lost is concealed, and the score says so`() {
    let (_, hearer) = run(.pcmu, ticks: 1000, voice: tone(.hz8000)) { packet, sent in
      packet % 20 == 7 ? nil : sent + .milliseconds(30)
    }
    let steady = hearer.seat.heard[8000...]
    #expect(purity(steady, .hz8000) > 0.95)
    // No stretch of silence where a packet was missing.
    for start in stride(from: steady.startIndex, to: steady.endIndex - 160, by: 160) {
      #expect(steady[start..<start + 160].contains { abs(Int($0)) > 1000 })
    }
    let reading = hearer.gauge.reading
    #expect((46...54).contains(reading?.packetsLost ?? 0))
    #expect((3.4...4.0).contains(reading?.meanOpinionScore ?? 0))
  }

  @Test func `in ten minutes of speech and pauses drift does not add to the delay`() {
    // Half a second of tone, half a second of silence, from a clock that is 100 parts in a million too fast.
    var tone = tone(.hz8000)
    var encoder = AudioEncoder(.pcmu)
    let spoken = (0..<25).map { _ in encoder.encode(tone.samples(160)) }
    let second = spoken + [[UInt8]](repeating: [UInt8](repeating: 0xFF, count: 160), count: 25)
    let hearer = TestLine()
    var delays: [Duration] = []
    var sent = 0
    for index in 1...30_000 {
      let now = Duration.milliseconds(20 * index) + .milliseconds(7)
      while true {
        let arrival = Duration.microseconds(20_000 * sent - 2 * sent + 200_000)
        guard arrival <= now else { break }
        hearer.receive(datagram(sent, payload: second[sent % 50]), at: arrival)
        sent += 1
      }
      _ = hearer.tick(at: now)
      hearer.seat.forget()
      if index % 50 == 0, index > 500, let delay = hearer.gauge.reading?.bufferDelay { delays.append(delay) }
    }
    #expect(delays.count > 500)
    #expect(delays.max() ?? .seconds(9) < .milliseconds(80))
    #expect(hearer.gauge.reading?.packetsLost == 0)
  }

  @Test func `a codec of another rate in the middle of a call is resampled to the room's`() {
    let speaker = TestLine(TestLine.media(.pcmu), voice: tone(.hz8000), seed: 1)
    let hearer = TestLine(TestLine.media(.pcmu), seed: 2)
    for index in 1...200 {
      let now = Duration.milliseconds(20 * index)
      if index == 100 {
        speaker.perform(.renegotiate(TestLine.media(.g722)), at: now)
        hearer.perform(.renegotiate(TestLine.media(.g722)), at: now)
      }
      for packet in speaker.tick(at: now) where packet.channel == .rtp { hearer.receive(packet.bytes, at: now) }
      _ = hearer.tick(at: now)
    }
    #expect(hearer.seat.heard.count == 200 * 160)
    #expect(purity(hearer.seat.heard[24_000...], .hz8000) > 0.99)
    #expect(hearer.gauge.reading?.encoding == .g722)
  }

  @Test func `a far end that sends the other law of G711 than agreed is understood`() {
    let speaker = TestLine(TestLine.media(.pcma), voice: tone(.hz8000), seed: 1)
    let hearer = TestLine(TestLine.media(.pcmu), seed: 2)
    for index in 1...100 {
      let now = Duration.milliseconds(20 * index)
      for packet in speaker.tick(at: now) where packet.channel == .rtp { hearer.receive(packet.bytes, at: now) }
      _ = hearer.tick(at: now)
    }
    #expect(purity(hearer.seat.heard[8000...], .hz8000) > 0.999)
  }

  @Test func `another source in the middle of a call is heard`() {
    let hearer = TestLine(seed: 2)
    for (seed, range) in [(UInt64(5), 1...100), (6, 101...200)] {
      let speaker = TestLine(voice: tone(.hz8000), seed: seed)
      for index in range {
        let now = Duration.milliseconds(20 * index)
        for packet in speaker.tick(at: now) where packet.channel == .rtp { hearer.receive(packet.bytes, at: now) }
        _ = hearer.tick(at: now)
      }
    }
    #expect(purity(hearer.seat.heard[20_000...], .hz8000) > 0.999)
    #expect(hearer.gauge.reading?.packetsLost == 0)
  }
}
