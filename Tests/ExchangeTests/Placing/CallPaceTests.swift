import Testing

@testable import Exchange

@Suite struct CallPaceTests {
  @Test func `calls of a limited trunk are spread evenly, others are not held`() {
    var pace = CallPace<String>()
    let times = (0..<4).map { _ in pace.take("a", limit: 4, at: .seconds(10)) }
    #expect(times == [.seconds(10), .milliseconds(10_250), .milliseconds(10_500), .milliseconds(10_750)])
    #expect(pace.take("b", limit: 1, at: .seconds(10)) == .seconds(10))
    #expect((0..<3).allSatisfy { _ in pace.take("c", limit: nil, at: .seconds(10)) == .seconds(10) })
  }

  @Test func `a pause is not made up for by a burst`() {
    var pace = CallPace<String>()
    _ = pace.take("a", limit: 2, at: .seconds(1))
    #expect(pace.take("a", limit: 2, at: .seconds(60)) == .seconds(60))
    #expect(pace.take("a", limit: 2, at: .seconds(60)) == .milliseconds(60_500))
  }
}
