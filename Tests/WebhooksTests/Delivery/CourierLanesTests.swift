import Agents
import Identifiers
import Testing

@testable import Webhooks

struct CourierLanesTests {
  private let one = ID<Agent>(ULID(high: 0, low: 1))
  private let two = ID<Agent>(ULID(high: 0, low: 2))

  @Test func `an agent has four lanes, and what it does not use is not another's`() {
    var lanes = CourierLanes()
    let admitted = (1...6).flatMap { _ in lanes.admit([one]) }
    #expect(admitted == [one, one, one, one])
    #expect(lanes.admit([one, two]) == [two])
    lanes.leave(one)
    #expect(lanes.admit([one]) == [one])
  }

  @Test func `a receiver that does not answer keeps one lane, until it answers`() {
    var lanes = CourierLanes()
    lanes.note(one, answered: false)
    #expect(lanes.admit([one]) == [one])
    #expect(lanes.admit([one]) == [])
    lanes.note(one, answered: true)
    #expect(lanes.admit([one]) == [one])
  }

  @Test func `when lanes are short, receivers that answer come first`() {
    var lanes = CourierLanes()
    lanes.lanesInAll = 1
    lanes.note(one, answered: false)
    #expect(lanes.admit([one, two]) == [two])
    #expect(lanes.admit([one, two]) == [])
  }
}
