import Audio
import Testing
import WireTesting

@Suite struct AudioCodecTests {
  @Test(.rfc(3551, "4.5"), arguments: AudioCodec.steady)
  func `20 ms are 160 bytes and come back as long as they went`(codec: AudioCodec) {
    var encoder = AudioEncoder(codec)
    var decoder = AudioDecoder(codec)
    let frame = Signals.sine(440, rate: codec.sampleRate, count: codec.sampleRate.samplesPerFrame)
    let payload = encoder.encode(frame)
    #expect(payload.count == 160)
    #expect(decoder.decode(payload).count == frame.count)
  }

  @Test(arguments: [(AudioCodec.pcmu, 35.0), (.pcma, 35.0), (.g722, 35.0)])
  func `a tone comes back clear and as loud as it went`(codec: AudioCodec, least: Double) {
    var encoder = AudioEncoder(codec)
    var decoder = AudioDecoder(codec)
    let rate = codec.sampleRate
    var heard: [Int16] = []
    for frame in 0..<50 {
      let tone = Signals.sine(1000, rate: rate, count: rate.hz)
      heard += decoder.decode(
        encoder.encode(Array(tone[frame * rate.samplesPerFrame..<(frame + 1) * rate.samplesPerFrame])))
    }
    let steady = heard[(rate.hz / 10)...]
    #expect(Signals.signalToNoise(steady, frequency: 1000, rate: rate) > least)
    #expect(abs(Signals.amplitude(steady, frequency: 1000, rate: rate) - 8000) < 200)
  }

  @Test(.rfc(3551, "4.5.2"))
  func `lesson 90: G722 samples at 16 kHz and counts time at 8 kHz`() {
    #expect(AudioCodec.g722.sampleRate == .hz16000)
    for codec in AudioCodec.steady { #expect(codec.timestampRate == .hz8000) }
  }

  @Test func `G722 carries what G711 cannot: a tone of 6 kHz`() {
    var encoder = AudioEncoder(.g722)
    var decoder = AudioDecoder(.g722)
    let heard = decoder.decode(encoder.encode(Signals.sine(6000, rate: .hz16000, count: 16000)))
    let amplitude = Signals.amplitude(heard[1600...], frequency: 6000, rate: .hz16000)
    #expect(amplitude > 6000 && amplitude < 9000)
  }

  @Test(arguments: AudioCodec.steady)
  func `frames of any length give the same bytes and samples as one piece`(codec: AudioCodec) {
    let tone = Signals.sine(700, rate: codec.sampleRate, count: codec.sampleRate.hz)
    var whole = AudioEncoder(codec)
    let expected = whole.encode(tone)
    var parts = AudioEncoder(codec)
    var decoder = AudioDecoder(codec)
    var bytes: [UInt8] = []
    var samples: [Int16] = []
    var start = 0
    var length = codec.sampleRate.hz / 100
    while start < tone.count {
      let end = min(tone.count, start + length)
      let payload = parts.encode(Array(tone[start..<end]))
      bytes += payload
      samples += decoder.decode(payload)
      start = end
      length = length % (codec.sampleRate.hz / 20) + codec.sampleRate.hz / 100
    }
    #expect(bytes == expected)
    var decodesWhole = AudioDecoder(codec)
    #expect(samples == decodesWhole.decode(expected))
  }

  @Test(arguments: AudioCodec.allCases)
  func `no frame boundary is audible in a decoded tone`(codec: AudioCodec) {
    var encoder = AudioEncoder(codec)
    var decoder = AudioDecoder(codec)
    let rate = codec.sampleRate
    let tone = Signals.sine(200, rate: rate, count: rate.hz)
    var heard: [Int16] = []
    for start in stride(from: 0, to: tone.count, by: rate.samplesPerFrame) {
      heard += decoder.decode(encoder.encode(Array(tone[start..<start + rate.samplesPerFrame])))
    }
    // The steepest step of the tone itself, and what quantising adds at its loudest.
    let steepest = Signals.largestStep(tone) + 600
    // G.722 needs some frames to adapt to how loud it is.
    #expect(Signals.largestStep(Array(heard[(rate.hz / 10)...])) < steepest)
  }

  @Test(arguments: AudioCodec.steady)
  func `a target that is too short gets what fits`(codec: AudioCodec) {
    var encoder = AudioEncoder(codec)
    var decoder = AudioDecoder(codec)
    var payload = [UInt8](repeating: 0, count: 10)
    var bytes = payload.mutableSpan
    #expect(encoder.encode([Int16](repeating: 1, count: 320).span, into: &bytes) == 10)
    var frame = [Int16](repeating: 0, count: 7)
    var samples = frame.mutableSpan
    #expect(decoder.decode(payload.span, into: &samples) == (codec == .g722 ? 6 : 7))
    var none: [Int16] = []
    var nothing = none.mutableSpan
    #expect(decoder.decode(payload.span, into: &nothing) == 0)
  }

  @Test(arguments: AudioCodec.steady, 1...8)
  func `any bytes decode to something`(codec: AudioCodec, seed: UInt64) {
    var numbers = SeededNumbers(seed)
    var decoder = AudioDecoder(codec)
    for _ in 0..<50 {
      let count = Int.random(in: 0...400, using: &numbers)
      let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      #expect(decoder.decode(noise).count == codec.decodedSamples(forBytes: count))
    }
  }

  @Test(arguments: [AudioCodec.pcmu, .pcma])
  func `the silence byte is silence`(codec: AudioCodec) throws {
    var decoder = AudioDecoder(codec)
    let byte = try #require(codec.silenceByte)
    #expect(decoder.decode([byte]).allSatisfy { abs($0) <= 8 })
  }
}
