import Audio
import Glibc
import Testing
import WireTesting

struct OpusTests {
  private static let frame = 960
  private static let nothing: [UInt8] = []

  /// Two seconds like a voice: a gliding pitch with its harmonics, rising and falling in loudness.
  private var voice: [Int16] {
    var phase = 0.0
    return (0..<96_000).map { index in
      let time = Double(index) / 48_000
      phase += 2 * .pi * (140 + 40 * sin(2 * .pi * 1.3 * time)) / 48_000
      let harmonics = (1...20).reduce(0.0) { $0 + sin(Double($1) * phase) / Double($1) }
      return Int16(4000 * harmonics * (0.55 + 0.45 * sin(2 * .pi * 3.1 * time)))
    }
  }

  private func packets(of samples: [Int16], _ tuning: OpusTuning = OpusTuning(), length: Int = frame) -> [[UInt8]] {
    var encoder = AudioEncoder(.opus, tuning: tuning)
    return stride(from: 0, to: samples.count - length + 1, by: length).map {
      encoder.encode(Array(samples[$0..<$0 + length]))
    }
  }

  @Test(.rfc(6716, "2.1.4"), arguments: [480, 960, 1920, 2880])
  func `a packet says how long it lasts and comes back as long`(length: Int) {
    var decoder = AudioDecoder(.opus)
    for packet in packets(of: voice, length: length) {
      #expect(AudioCodec.opus.ticks(in: packet.span) == length)
      #expect(decoder.decode(packet).count == length)
    }
  }

  @Test func `a tone comes back clear and as loud as it went`() {
    var decoder = AudioDecoder(.opus)
    let tone = Signals.sine(1000, rate: .hz48000, count: 48_000)
    let heard = packets(of: tone).flatMap { decoder.decode($0) }
    #expect(Signals.signalToNoise(heard[9600...], frequency: 1000, rate: .hz48000) > 15)
    #expect(abs(Signals.amplitude(heard[9600...], frequency: 1000, rate: .hz48000) - 8000) < 800)
  }

  @Test func `a bitrate is kept to`() {
    let bytes = packets(of: voice, OpusTuning(bitrate: 16_000)).map(\.count).reduce(0, +)
    #expect(abs(bytes * 8 / 2 - 16_000) < 4000)
  }

  @Test(.rfc(7587, "6.1"))
  func `what a peer cannot play is not sent`() {
    let tone = Signals.sine(6000, rate: .hz48000, count: 48_000)
    func heard(_ rate: Int) -> Double {
      var decoder = AudioDecoder(.opus)
      let samples = packets(of: tone, OpusTuning(maximumPlaybackRate: rate)).flatMap { decoder.decode($0) }
      return Signals.amplitude(samples[9600...], frequency: 6000, rate: .hz48000)
    }
    #expect(heard(48_000) > 4000)
    #expect(heard(8000) < 500)
  }

  @Test(.rfc(6716, "2.1.7"))
  func `a lost frame is recovered from the copy in the next one, nearer than it can be made up`() {
    let sent = packets(of: voice)
    var error = (recovered: 0.0, madeUp: 0.0)
    for lost in stride(from: 20, to: 90, by: 7) {
      var whole = AudioDecoder(.opus)
      var recovers = AudioDecoder(.opus)
      var makesUp = AudioDecoder(.opus)
      for packet in sent[..<lost] {
        _ = whole.decode(packet)
        _ = recovers.decode(packet)
        _ = makesUp.decode(packet)
      }
      let next = sent[lost + 1]
      let expected = whole.decode(sent[lost])
      var frame = [Int16](repeating: 0, count: Self.frame + 120)
      var span = frame.mutableSpan
      recovers.conceal(Self.frame, before: next.span, into: &span)
      error.recovered += distance(expected, frame)
      var other = [Int16](repeating: 0, count: Self.frame + 120)
      var otherSpan = other.mutableSpan
      makesUp.conceal(Self.frame, before: Self.nothing.span, into: &otherSpan)
      error.madeUp += distance(expected, other)
    }
    #expect(error.recovered * 2 < error.madeUp)
  }

  private func distance(_ one: [Int16], _ other: [Int16]) -> Double {
    zip(one, other).reduce(0.0) { sum, pair in
      let difference = Double(pair.0) - Double(pair.1)
      return sum + difference * difference
    }
  }

  @Test(arguments: [1, 7, 119, 120, 960, 961, 5760])
  func `any length can be made up`(count: Int) {
    var decoder = AudioDecoder(.opus)
    for packet in packets(of: voice).prefix(20) { _ = decoder.decode(packet) }
    var frame = [Int16](repeating: 77, count: count + 120)
    var span = frame.mutableSpan
    decoder.conceal(count, before: Self.nothing.span, into: &span)
    #expect(frame[..<count].contains { $0 != 77 })
  }

  @Test(arguments: 1...8)
  func `any bytes decode without harm, and say no length that they have not`(seed: UInt64) {
    var numbers = SeededNumbers(seed)
    var decoder = AudioDecoder(.opus)
    for _ in 0..<200 {
      let bytes = (0..<Int.random(in: 0...300, using: &numbers)).map { _ in
        UInt8.random(in: 0...255, using: &numbers)
      }
      let ticks = AudioCodec.opus.ticks(in: bytes.span)
      #expect((ticks ?? 1) > 0 && (ticks ?? 0) <= 5760)
      #expect(decoder.decode(bytes).count <= 5760)
      var frame = [Int16](repeating: 0, count: 1200)
      var span = frame.mutableSpan
      decoder.conceal(960, before: bytes.span, into: &span)
    }
  }
}
