import Audio
import Testing

/// A stream of frames of 20 ms, some of which are lost.
private func hear(_ samples: [Int16], rate: SampleRate, losing lost: Set<Int>) -> [Int16] {
  var concealer = PacketLossConcealer(rate: rate)
  var heard: [Int16] = []
  let length = rate.samplesPerFrame
  for index in 0..<samples.count / length {
    var frame = Array(samples[index * length..<(index + 1) * length])
    var span = frame.mutableSpan
    if lost.contains(index) { concealer.conceal(into: &span) } else { concealer.receive(&span) }
    heard += frame
  }
  return heard
}

@Suite struct PacketLossConcealerTests {
  @Test(arguments: [SampleRate.hz8000, .hz16000])
  func `frames that arrive pass unchanged while nothing is lost`(rate: SampleRate) {
    let tone = Signals.sine(180, rate: rate, count: rate.hz)
    #expect(hear(tone, rate: rate, losing: []) == tone)
  }

  @Test(arguments: [SampleRate.hz8000, .hz16000])
  func `one lost frame of a voiced sound is filled with its pitch`(rate: SampleRate) {
    let tone = Signals.sine(125, rate: rate, count: rate.hz)
    let heard = hear(tone, rate: rate, losing: [25])
    let gap = heard[(25 * rate.samplesPerFrame)..<(26 * rate.samplesPerFrame)]
    #expect(Signals.amplitude(gap, frequency: 125, rate: rate) > 5500)
    #expect(Signals.signalToNoise(gap, frequency: 125, rate: rate) > 10)
  }

  @Test(arguments: [SampleRate.hz8000, .hz16000], [90.0, 125, 163, 210, 333])
  func `neither a loss nor the recovery from it clicks`(rate: SampleRate, frequency: Double) {
    let tone = Signals.sine(frequency, rate: rate, count: rate.hz)
    let steepest = Signals.largestStep(tone)
    for lost: Set<Int> in [[25], [25, 26], [10, 20, 30, 31, 32], [5, 6, 7, 8, 9], Set(20..<40)] {
      #expect(Signals.largestStep(hear(tone, rate: rate, losing: lost)) < steepest * 5 / 2)
    }
  }

  @Test func `a long loss is silent after 60 ms`() {
    let tone = Signals.sine(150, rate: .hz8000, count: 8000)
    let heard = hear(tone, rate: .hz8000, losing: Set(10..<20))
    #expect(heard[(10 * 160)..<(12 * 160)].contains { abs($0) > 2000 })
    #expect(heard[(13 * 160)..<(20 * 160)].allSatisfy { $0 == 0 })
    #expect(Array(heard[(21 * 160)...]) == Array(tone[(21 * 160)...]))
  }

  @Test func `a loss before anything was heard is silence`() {
    var concealer = PacketLossConcealer(rate: .hz8000)
    var frame = [Int16](repeating: 99, count: 160)
    var span = frame.mutableSpan
    concealer.conceal(into: &span)
    #expect(frame.allSatisfy { $0 == 0 })
    #expect(concealer.concealedSamples == 160)
    #expect(concealer.isConcealing)
  }

  @Test(arguments: 1...10)
  func `any frame length and any samples at full scale are taken`(seed: UInt64) {
    var numbers = SeededNumbers(seed)
    var concealer = PacketLossConcealer(rate: .hz8000)
    for _ in 0..<200 {
      let extreme = Bool.random(using: &numbers)
      var frame = (0..<Int.random(in: 0...500, using: &numbers)).map { _ in
        extreme ? (Bool.random(using: &numbers) ? Int16.max : .min) : Int16.random(in: .min ... .max, using: &numbers)
      }
      let count = frame.count
      var span = frame.mutableSpan
      if Bool.random(using: &numbers) { concealer.receive(&span) } else { concealer.conceal(into: &span) }
      #expect(frame.count == count)
    }
  }
}
