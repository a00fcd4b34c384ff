import Audio
import Testing

@Suite struct ToneTests {
  @Test func `a tone has its pitch and level, without a step between frames`() {
    var tone = Tone(frequency: 440, level: -20, rate: .hz8000)
    let samples = (0..<50).flatMap { _ in tone.samples(160) }
    #expect(Signals.signalToNoise(samples[...], frequency: 440, rate: .hz8000) > 60)
    #expect(abs(Decibels.level(of: samples.span) + 20) < 0.05)
    #expect(samples[0] == 0)
  }

  @Test func `a tone holds its level for minutes`() {
    var tone = Tone(frequency: 941, level: -13, rate: .hz8000)
    for _ in 0..<8000 * 60 { _ = tone.next() }
    #expect(abs(Decibels.level(of: tone.samples(8000).span) + 13) < 0.05)
  }

  @Test func `two tones are each as loud as asked`() {
    var tone = Tone(frequencies: (350, 440), level: -20, rate: .hz16000)
    let samples = tone.samples(16_000)
    #expect(abs(Decibels.level(of: samples.span) + 17) < 0.1)
  }
}
