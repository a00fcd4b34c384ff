import MediaTransport
import Testing

struct TickClockTests {
  private func ticks(_ clock: inout TickClock, at now: Duration) -> [Duration] {
    var due: [Duration] = []
    while let tick = clock.take(at: now) { due.append(tick) }
    return due
  }

  @Test func `lateness of one tick does not move the next`() {
    var clock = TickClock(first: .seconds(1))
    #expect(ticks(&clock, at: .milliseconds(999)).isEmpty)
    #expect(ticks(&clock, at: .milliseconds(1013)) == [.seconds(1)])
    #expect(ticks(&clock, at: .milliseconds(1021)) == [.milliseconds(1020)])
    #expect(clock.worstLateness == .milliseconds(13))
  }

  @Test func `ticks that were slept through are made up`() {
    var clock = TickClock(first: .zero)
    #expect(ticks(&clock, at: .milliseconds(65)) == [.zero, .milliseconds(20), .milliseconds(40), .milliseconds(60)])
    #expect(clock.missed == 0)
  }

  @Test func `after a long sleep time is given up, and the raster stays`() {
    var clock = TickClock(first: .zero)
    let due = ticks(&clock, at: .seconds(10))
    #expect(due.count == 11)
    #expect(due.last == .seconds(10))
    #expect(clock.missed == 490)
  }

  @Test func `ten minutes hold thirty thousand ticks, however late each is`() {
    var clock = TickClock(first: .zero)
    var count = 0
    var now = Duration.zero
    while now < .seconds(600) {
      count += ticks(&clock, at: now).count
      now += .microseconds(7_919)
    }
    #expect(count == 30_000)
  }
}
