import Testing

@testable import Exchange

@Suite struct TurnTimesTests {
  private func times(_ values: [Int]) -> TurnTimes {
    var times = TurnTimes()
    for value in values { times.add(value) }
    return times
  }

  @Test func `nothing measured has no percentile`() {
    #expect(TurnTimes().percentile(50) == nil)
    #expect(TurnTimes().count == 0)
  }

  @Test func `one time is every percentile`() {
    #expect(times([700]).percentile(50) == 700)
    #expect(times([700]).percentile(95) == 700)
  }

  @Test func `a percentile is the nearest rank, whatever the order`() {
    let hundred = times((1...100).reversed().map { $0 * 10 })
    #expect(hundred.percentile(50) == 500)
    #expect(hundred.percentile(95) == 950)
    #expect(hundred.percentile(100) == 1000)
    #expect(hundred.percentile(0) == 10)
    #expect(times([900, 100, 500]).percentile(50) == 500)
    #expect(times([900, 100]).percentile(50) == 100)
    #expect(times([900, 100]).percentile(95) == 900)
  }
}
