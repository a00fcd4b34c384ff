import Foundation
import Testing
import Webhooks

struct RetryScheduleTests {
  private let created = Date(timeIntervalSince1970: 1_800_000_000)

  @Test func `the gaps between attempts grow to three hours`() {
    let schedule = RetrySchedule()
    let gaps = (1...10).map { schedule.next(after: $0, at: created, created: created)?.timeIntervalSince(created) }
    #expect(gaps == [5, 30, 120, 600, 1800, 3600, 7200, 10_800, 10_800, 10_800])
  }

  @Test func `attempts go on for a day and no longer`() {
    let schedule = RetrySchedule()
    var now = created
    var attempts = 1
    while let next = schedule.next(after: attempts, at: now, created: created) {
      now = next
      attempts += 1
    }
    #expect(attempts == 14)
    #expect(now.timeIntervalSince(created) > 20 * 3600)
    #expect(now.timeIntervalSince(created) <= 24 * 3600)
  }
}
