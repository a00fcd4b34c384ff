import Audio
import Testing

@Suite struct EnergyVoiceActivityDetectorTests {
  private static func noise(peak: Int16, windows: Int, seed: UInt64 = 1) -> [[Int16]] {
    var numbers = SeededNumbers(seed)
    return (0..<windows).map { _ in (0..<160).map { _ in Int16.random(in: -peak...peak, using: &numbers) } }
  }

  @Test func `digital silence is not speech`() {
    var detector = EnergyVoiceActivityDetector(sampleRate: .hz8000)
    for _ in 0..<100 { #expect(detector.speechProbability(of: [Int16](repeating: 0, count: 160).span) == 0) }
  }

  @Test func `a loud tone after quiet is speech at once, and its end is not`() {
    var detector = EnergyVoiceActivityDetector(sampleRate: .hz8000)
    for window in Self.noise(peak: 20, windows: 50) { _ = detector.speechProbability(of: window.span) }
    let tone = Signals.sine(300, peak: 6000, rate: .hz8000, count: 160)
    #expect(detector.speechProbability(of: tone.span) > 0.9)
    for _ in 0..<50 { #expect(detector.speechProbability(of: tone.span) > 0.9) }
    for window in Self.noise(peak: 20, windows: 5) { #expect(detector.speechProbability(of: window.span) < 0.1) }
  }

  @Test func `noise that begins loud is learned in 2 s, and a voice above it is still heard`() {
    var detector = EnergyVoiceActivityDetector(sampleRate: .hz8000)
    let noise = Self.noise(peak: 2500, windows: 200)
    let first = noise[0]
    #expect(detector.speechProbability(of: first.span) > 0.9)
    for window in noise[1..<110] { _ = detector.speechProbability(of: window.span) }
    for window in noise[110...] { #expect(detector.speechProbability(of: window.span) < 0.1) }
    let voice = Signals.sine(300, peak: 20_000, rate: .hz8000, count: 160)
    #expect(detector.speechProbability(of: voice.span) > 0.9)
  }

  @Test func `speech with a gap in every 2 s stays speech for a minute`() {
    var detector = EnergyVoiceActivityDetector(sampleRate: .hz8000)
    let gap = Self.noise(peak: 30, windows: 4)
    let voice = Signals.sine(300, peak: 6000, rate: .hz8000, count: 160)
    for _ in 0..<30 {
      for window in gap { #expect(detector.speechProbability(of: window.span) < 0.1) }
      for _ in 0..<96 { #expect(detector.speechProbability(of: voice.span) > 0.9) }
    }
  }

  @Test func `a quiet line after noise is quiet at once`() {
    var detector = EnergyVoiceActivityDetector(sampleRate: .hz8000)
    for window in Self.noise(peak: 2500, windows: 200) { _ = detector.speechProbability(of: window.span) }
    for window in Self.noise(peak: 60, windows: 5) { #expect(detector.speechProbability(of: window.span) < 0.1) }
    let voice = Signals.sine(300, peak: 1500, rate: .hz8000, count: 160)
    #expect(detector.speechProbability(of: voice.span) > 0.9)
  }

  @Test func `a reset forgets the noise`() {
    var detector = EnergyVoiceActivityDetector(sampleRate: .hz8000)
    for window in Self.noise(peak: 2000, windows: 1000) { _ = detector.speechProbability(of: window.span) }
    #expect(detector.noiseFloor > -45)
    detector.reset()
    #expect(detector.noiseFloor == EnergyVoiceActivityDetector(sampleRate: .hz8000).noiseFloor)
  }

  @Test func `the window is 20 ms of its rate`() {
    #expect(EnergyVoiceActivityDetector(sampleRate: .hz16000).windowSamples == 320)
  }
}
