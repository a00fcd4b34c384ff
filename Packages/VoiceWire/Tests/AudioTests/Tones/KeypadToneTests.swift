import Audio
import Testing

private func keys(heardIn samples: [Int16], rate: SampleRate) -> String {
  var detector = KeypadToneDetector(rate: rate)
  var heard = ""
  for start in stride(from: 0, to: samples.count - rate.samplesPerFrame + 1, by: rate.samplesPerFrame) {
    detector.listen(to: Array(samples[start..<start + rate.samplesPerFrame]).span)
    while let key = detector.nextKey() { heard.append(key.character) }
  }
  return heard
}

private func samples(of sequence: String, rate: SampleRate) throws -> [Int16] {
  var generator = try #require(KeypadToneGenerator(sequence, rate: rate))
  var samples: [Int16] = []
  var frame = [Int16](repeating: 0, count: rate.samplesPerFrame)
  while true {
    var span = frame.mutableSpan
    guard generator.fill(&span) else { return samples }
    samples += frame
  }
}

@Suite struct KeypadToneTests {
  @Test(arguments: [SampleRate.hz8000, .hz16000, .hz48000])
  func `every key that is pressed is heard once`(rate: SampleRate) throws {
    let all = "0123456789*#ABCD"
    #expect(keys(heardIn: try samples(of: all, rate: rate), rate: rate) == all)
  }

  @Test func `the same key twice is two keys`() throws {
    #expect(keys(heardIn: try samples(of: "55w5", rate: .hz8000), rate: .hz8000) == "555")
  }

  @Test(arguments: AudioCodec.steady)
  func `keys survive the codec`(codec: AudioCodec) throws {
    var encoder = AudioEncoder(codec)
    var decoder = AudioDecoder(codec)
    let line = decoder.decode(encoder.encode(try samples(of: "159#", rate: codec.sampleRate)))
    #expect(keys(heardIn: line, rate: codec.sampleRate) == "159#")
  }

  @Test func `a plain tone, noise and silence are no keys`() {
    var numbers = SeededNumbers(7)
    let noise = (0..<16_000).map { _ in Int16.random(in: -8000...8000, using: &numbers) }
    #expect(keys(heardIn: noise, rate: .hz8000) == "")
    #expect(keys(heardIn: Signals.sine(697, rate: .hz8000, count: 8000), rate: .hz8000) == "")
    #expect(keys(heardIn: [Int16](repeating: 0, count: 8000), rate: .hz8000) == "")
  }

  @Test func `a pause is as long as its letter says`() throws {
    #expect(try samples(of: "w", rate: .hz8000).count == 4000)
    #expect(try samples(of: "W", rate: .hz8000).count == 8000)
    #expect(try samples(of: "1", rate: .hz8000).count == 1600)
  }

  @Test func `a tone begins and ends without a click`() throws {
    let line = try samples(of: "1", rate: .hz8000)
    #expect(abs(line[0]) < 500)
    #expect(abs(line[799]) < 1300)
    #expect(line[800...].allSatisfy { $0 == 0 })
  }

  @Test func `what is on no key is refused`() {
    #expect(KeypadToneGenerator("12x", rate: .hz8000) == nil)
    #expect(KeypadKey("E") == nil)
    #expect(KeypadKey("d")?.character == "D")
  }

  @Test func `keys have the frequencies of Q23`() throws {
    let five = try #require(KeypadKey("5"))
    #expect(five.frequencies.low == 770 && five.frequencies.high == 1336)
    let hash = try #require(KeypadKey("#"))
    #expect(hash.frequencies.low == 941 && hash.frequencies.high == 1477)
  }
}
