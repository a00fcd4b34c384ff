import Audio
import Calls
import MediaTransport
import RTP
import SDP
import Testing
import WireTesting

/// Codecs that change in a call, losses and pauses.
struct ChangingCodecTests {
  private func tick(_ index: Int) -> Duration { .milliseconds(20 * index) }

  private func loudness(_ samples: some Sequence<Int16>) -> Double {
    let all = Array(samples)
    return all.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(1, all.count))
  }

  private func level(_ line: TestLine) -> Float {
    let heard = line.seat.heard
    return Decibels.level(of: heard.span)
  }

  @Test(arguments: AudioEncoding.allCases, AudioEncoding.allCases)
  func `lesson 63: any codec may follow any other in a room that keeps its rate`(
    first: AudioEncoding, second: AudioEncoding
  ) {
    let rate = TestLine.roomRate(of: first)
    let speaker = TestLine(
      TestLine.media(first), roomRate: rate, voice: Tone(frequency: 400, level: -13, rate: rate), seed: 1)
    let hearer = TestLine(TestLine.media(first), roomRate: rate, seed: 2)
    for index in 1...200 {
      if index == 100 {
        speaker.perform(.renegotiate(TestLine.media(second)), at: tick(index))
        hearer.perform(.renegotiate(TestLine.media(second)), at: tick(index))
      }
      for packet in speaker.tick(at: tick(index)) { hearer.receive(packet.bytes, on: packet.channel, at: tick(index)) }
      _ = hearer.tick(at: tick(index))
    }
    #expect(hearer.seat.heard.count == 200 * rate.samplesPerFrame)
    let (before, after) = (hearer.seat.heard[rate.hz..<rate.hz * 3 / 2], hearer.seat.heard[(rate.hz * 3)...])
    #expect(abs(loudness(after) / loudness(before) - 1) < 0.1)
    #expect(hearer.gauge.reading?.encoding == second)
    // The first packet of another source is confirmed by its second.
    #expect(hearer.gauge.reading?.datagramsRefused == (first.clockRate == second.clockRate ? 0 : 1))
    #expect(hearer.gauge.reading?.jitter ?? .seconds(1) < .milliseconds(5))
  }

  @Test(arguments: AudioEncoding.allCases, AudioEncoding.allCases)
  func `where the codec changes there is no click`(first: AudioEncoding, second: AudioEncoding) {
    let rate = TestLine.roomRate(of: first)
    let speaker = TestLine(
      TestLine.media(first), roomRate: rate, voice: Tone(frequency: 100, level: -13, rate: rate), seed: 1)
    let hearer = TestLine(TestLine.media(first), roomRate: rate, seed: 2)
    for index in 1...200 {
      if index == 100 {
        speaker.perform(.renegotiate(TestLine.media(second)), at: tick(index))
        hearer.perform(.renegotiate(TestLine.media(second)), at: tick(index))
      }
      for packet in speaker.tick(at: tick(index)) { hearer.receive(packet.bytes, on: packet.channel, at: tick(index)) }
      _ = hearer.tick(at: tick(index))
    }
    let heard = hearer.seat.heard[(rate.hz / 2)...]
    // In 1 ms the tone itself moves by less than two thirds of its height; a click does so in a sample or two.
    let height = heard.map { abs(Int($0)) }.max() ?? 0
    let steepest = zip(heard, heard.dropFirst()).map { abs(Int($0) - Int($1)) }.max() ?? 0
    #expect(steepest * 1000 < height * 8_000_000 / rate.hz / 4)
  }

  @Test(.rfc(7160, "4.1"))
  func `a codec of another clock begins another source`() throws {
    let line = TestLine()
    let narrow = try #require(line.tick(at: tick(1)).compactMap(\.packet).first)
    line.perform(.renegotiate(TestLine.media(.g722)), at: tick(1))
    let wide = try #require(line.tick(at: tick(2)).compactMap(\.packet).first)
    line.perform(.renegotiate(TestLine.media(.opus)), at: tick(2))
    let full = try #require(line.tick(at: tick(3)).compactMap(\.packet).first)
    #expect(wide.source == narrow.source)
    #expect(full.source != narrow.source)
    #expect(full.payloadType == AudioEncoding.opus.offeredPayloadType)
  }

  @Test func `one packet of opus in ten lost leaves no hole`() {
    let voice = Tone(frequency: 400, level: -13, rate: .hz24000)
    let speaker = TestLine(TestLine.media(.opus), voice: voice, seed: 1)
    let hearer = TestLine(TestLine.media(.opus), seed: 2)
    var sent = 0
    for index in 1...500 {
      for packet in speaker.tick(at: tick(index)) where packet.channel == .rtp {
        sent += 1
        if sent % 10 != 5 { hearer.receive(packet.bytes, at: tick(index)) }
      }
      _ = hearer.tick(at: tick(index))
    }
    let steady = hearer.seat.heard[24_000...]
    let whole = loudness(steady)
    for start in stride(from: steady.startIndex, to: steady.endIndex - 480, by: 480) {
      #expect(loudness(steady[start..<start + 480]) > whole / 16)
    }
    #expect((3.8...4.4).contains(hearer.gauge.reading?.meanOpinionScore ?? 0))
  }

  @Test(.rfc(3389, "4"), arguments: [AudioEncoding.pcmu, .pcma, .g722])
  func `lesson 96: in a pause the noise that was told is heard, and then speech at once`(encoding: AudioEncoding) {
    var media = TestLine.media(encoding)
    media.receiveComfortNoise = 13
    let line = TestLine(media)
    let rate = TestLine.roomRate(of: encoding)
    var encoder = AudioEncoder(encoding.codecForTests)
    var tone = Tone(frequency: 400, level: -13, rate: rate)
    var sequence = 0
    func run(_ range: ClosedRange<Int>, speaks: Bool) {
      for index in range {
        if speaks {
          sequence += 1
          let payload = encoder.encode(tone.samples(rate.samplesPerFrame))
          line.receive(
            datagram(
              sequence, payloadType: encoding.offeredPayloadType, timestamp: index * 160, payload: payload),
            at: tick(index))
        }
        _ = line.tick(at: tick(index))
      }
    }
    run(1...50, speaks: true)
    sequence += 1
    line.receive(datagram(sequence, payloadType: 13, timestamp: 51 * 160, payload: [50]), at: tick(51))
    run(51...100, speaks: false)
    line.seat.forget()
    run(101...150, speaks: false)
    #expect(abs(level(line) + 50) < 2)
    line.seat.forget()
    run(151...160, speaks: true)
    #expect(level(line) > -20)
    #expect(line.gauge.reading?.packetsLost == 0)
    #expect(line.gauge.reading?.bufferDelay ?? .seconds(1) < .milliseconds(70))
  }

  @Test(.rfc(3389, "4"), .lesson(96), arguments: [UInt8?.none, 13])
  func `noise that is told is no loss and no click, whether it was agreed on or not`(payloadType: UInt8?) {
    var media = TestLine.media()
    media.receiveComfortNoise = payloadType
    let line = TestLine(media)
    var tone = Tone(frequency: 400, level: -13, rate: .hz8000)
    var encoder = AudioEncoder(.pcmu)
    var sequence = 0
    for index in 1...600 {
      // Half a second of voice that dies away, then noise for a second and a half, told again after one.
      let place = index % 100
      sequence += place < 25 || place == 25 || place == 75 ? 1 : 0
      if place < 25 {
        var voice = tone.samples(160)
        for sample in voice.indices {
          let left = (24 - place) * 160 + 160 - sample
          let right = place * 160 + sample
          voice[sample] = Int16(Int(voice[sample]) * min(320, left, right) / 320)
        }
        line.receive(
          datagram(sequence, timestamp: index * 160, payload: encoder.encode(voice)), at: tick(index))
      } else if place == 25 || place == 75 {
        line.receive(datagram(sequence, payloadType: 13, timestamp: index * 160, payload: [60]), at: tick(index))
      }
      _ = line.tick(at: tick(index))
    }
    let heard = line.seat.heard
    let steps = zip(heard, heard.dropFirst()).map { abs(Int($0) - Int($1)) }
    var plain = Tone(frequency: 400, level: -13, rate: .hz8000)
    let own = plain.samples(8000)
    let steepest = zip(own, own.dropFirst()).map { abs(Int($0) - Int($1)) }.max() ?? 0
    #expect((steps.max() ?? 0) * 10 <= steepest * 11)
    #expect(line.gauge.reading?.packetsLost == 0)
    #expect(line.gauge.reading?.bufferDelay ?? .seconds(1) < .milliseconds(70))
  }

  @Test func `lesson 96: pauses without packets do not grow the delay`() {
    let line = TestLine()
    var sequence = 0
    for index in 1...3000 {
      if index % 100 < 50 {
        sequence += 1
        line.receive(datagram(sequence, timestamp: index * 160), at: tick(index))
      }
      _ = line.tick(at: tick(index))
    }
    #expect(line.gauge.reading?.bufferDelay ?? .seconds(1) < .milliseconds(70))
    #expect(line.gauge.reading?.packetsLost == 0)
  }

  @Test func `lesson 98: bad packets among good ones end nothing`() {
    for encoding in AudioEncoding.allCases {
      let speaker = TestLine(
        TestLine.media(encoding), voice: Tone(frequency: 400, level: -13, rate: TestLine.roomRate(of: encoding)))
      let hearer = TestLine(TestLine.media(encoding), seed: 2)
      for index in 1...100 {
        for packet in speaker.tick(at: tick(index)) where packet.channel == .rtp {
          hearer.receive(Array(packet.bytes.prefix(index % 14)), at: tick(index))
          hearer.receive([UInt8](repeating: 0xFF, count: 1600), at: tick(index))
          hearer.receive(packet.bytes, at: tick(index))
        }
        _ = hearer.tick(at: tick(index))
      }
      #expect(loudness(hearer.seat.heard.suffix(4000)) > 1_000_000)
    }
  }
}

extension AudioEncoding {
  /// The codec that a far end would use for it.
  var codecForTests: AudioCodec {
    switch self {
    case .pcmu: .pcmu
    case .pcma: .pcma
    case .g722: .g722
    case .opus: .opus
    }
  }
}
