import Audio
import Testing

private let rates: [SampleRate] = [.hz8000, .hz16000, .hz24000, .hz48000]

@Suite struct ResamplerTests {
  @Test(arguments: rates, rates)
  func `a tone keeps its pitch, loudness and length`(from: SampleRate, to: SampleRate) {
    let tone = Signals.sine(1000, rate: from, count: from.hz / 2)
    let other = Resampler.resample(tone, from: from, to: to)
    #expect(other.count == to.hz / 2)
    let middle = other[(to.hz / 20)..<(to.hz / 2 - to.hz / 20)]
    #expect(Signals.signalToNoise(middle, frequency: 1000, rate: to) > 55)
    let loudness = Signals.amplitude(middle, frequency: 1000, rate: to)
    #expect(abs(loudness - 8000) < 80)
  }

  @Test(arguments: rates, rates)
  func `the start is where it was, to a sample`(from: SampleRate, to: SampleRate) {
    // A slow sine from zero: its first quarter peaks at 10 ms.
    let tone = Signals.sine(25, rate: from, count: from.hz / 10)
    let other = Resampler.resample(tone, from: from, to: to)
    let expected = Signals.sine(25, rate: to, count: to.hz / 10)
    for index in (to.hz / 100)..<(to.hz / 50) { #expect(abs(Int(other[index]) - Int(expected[index])) < 60) }
  }

  @Test(arguments: [(SampleRate.hz8000, SampleRate.hz16000), (.hz48000, .hz8000), (.hz24000, .hz16000)])
  func `chunks give the same samples as one piece`(from: SampleRate, to: SampleRate) {
    let tone = Signals.sine(700, rate: from, count: from.hz / 5)
    var whole = Resampler(from: from, to: to)
    let expected = whole.process(tone) + whole.finish()
    var parts = Resampler(from: from, to: to)
    var made: [Int16] = []
    var numbers = SeededNumbers(3)
    var start = 0
    while start < tone.count {
      let end = min(tone.count, start + Int.random(in: 1...400, using: &numbers))
      made += parts.process(Array(tone[start..<end]))
      start = end
    }
    made += parts.finish()
    #expect(made == expected)
  }

  @Test func `what the lower rate cannot carry is taken out, not folded down`() {
    let hiss = Signals.sine(6000, rate: .hz16000, count: 16000)
    let narrow = Resampler.resample(hiss, from: .hz16000, to: .hz8000)
    #expect(Decibels.level(of: Array(narrow[400..<7600]).span) < -60)
  }

  @Test func `no frame is longer than the limit says`() {
    for from in rates {
      for to in rates {
        var resampler = Resampler(from: from, to: to)
        let limit = resampler.outputLimit(forSamples: from.samplesPerFrame)
        var made = 0
        for _ in 0..<50 {
          var output = [Int16](repeating: 0, count: limit + 100)
          var span = output.mutableSpan
          let count = resampler.process([Int16](repeating: 9, count: from.samplesPerFrame).span, into: &span)
          #expect(count <= limit)
          made += count
        }
        #expect(abs(made - to.hz) < to.hz / 50)
      }
    }
  }

  @Test func `after a reset the same stream gives the same samples`() {
    var resampler = Resampler(from: .hz8000, to: .hz16000)
    let tone = Signals.sine(500, rate: .hz8000, count: 800)
    let once = resampler.process(tone)
    resampler.reset()
    #expect(resampler.process(tone) == once)
  }

  @Test func `nothing becomes nothing`() {
    #expect(Resampler.resample([], from: .hz8000, to: .hz16000) == [])
    var resampler = Resampler(from: .hz8000, to: .hz16000)
    #expect(resampler.process([]) == [])
  }
}
