import Audio
import Testing
import WireTesting

@Suite struct DecibelsTests {
  @Test(.rfc(6464, "3"))
  func `a full square wave is 0 dBov, a full sine 3 less, silence the least`() {
    let square = (0..<800).map { Int16($0 % 8 < 4 ? 32767 : -32768) }
    #expect(abs(Decibels.level(of: square.span)) < 0.01)
    let sine = Signals.sine(1000, peak: 32767, rate: .hz8000, count: 800)
    #expect(abs(Decibels.level(of: sine.span) + 3.01) < 0.01)
    #expect(Decibels.level(of: [Int16](repeating: 0, count: 160).span) == -127)
    #expect(Decibels.level(of: [Int16]().span) == -127)
  }

  @Test func `a gain of 20 dB is a factor of ten`() {
    #expect(abs(Decibels.gain(20) - 10) < 0.001)
    #expect(abs(Decibels.gain(-6.02) - 0.5) < 0.001)
    #expect(Decibels.gain(0) == 1)
  }

  @Test func `a meter tells the last frame, the loudest sample and the whole`() {
    var meter = LevelMeter()
    #expect(meter.level == -127 && meter.peak == -127 && meter.average == -127)
    meter.measure([Int16](repeating: 16384, count: 160).span)
    #expect(abs(meter.level + 6.02) < 0.01)
    meter.measure([Int16](repeating: 0, count: 160).span)
    #expect(meter.level == -127)
    #expect(abs(meter.peak + 6.02) < 0.01)
    #expect(abs(meter.average + 9.03) < 0.01)
  }

  @Test func `scaling and adding hold at the ends of the range`() {
    #expect(Int16(20_000).scaled(by: 2) == .max)
    #expect(Int16(-20_000).scaled(by: 2) == .min)
    #expect(Int16(100).scaled(by: 0.254) == 25)
    #expect(Int16(5).scaled(by: .nan) == 0)
    #expect(Int16.max.saturatingSum(1) == .max)
    #expect(Int16.min.saturatingSum(-1) == .min)
    #expect(Int16(-7).saturatingSum(9) == 2)
  }

  @Test func `fades change only their end and leave no step`() {
    var samples = [Int16](repeating: 1000, count: 100)
    var span = samples.mutableSpan
    span.fadeIn(over: 10)
    span.fadeOut(over: 10)
    #expect(samples[10..<90].allSatisfy { $0 == 1000 })
    #expect(samples[0] == 90 && samples[99] == 90)
    #expect(Signals.largestStep(samples) <= 91)
    var short: [Int16] = [100, 100]
    var shortSpan = short.mutableSpan
    shortSpan.fadeOut(over: 500)
    #expect(short == [66, 33])
  }
}
