import Agents
import Foundation
import Identifiers
import Logging
import Testing
import TrunklineTesting

@testable import Exchange

@Suite struct CallJournalTests {
  let clock = VirtualClock()
  let store = MemoryStore()
  let executor = StageExecutor()
  let journal: CallJournal

  init() {
    let clock = clock
    journal = CallJournal(
      record: CallRecord(
        id: ID(ULID(high: 9, low: 9)), workspace: .office, agent: nil, status: .pending, direction: .inbound,
        transport: .sip, roomName: "room", fromNumber: "1", toNumber: "2", createdAt: .distantPast),
      store: store, wallClock: { VirtualExchange.wall(clock.now) }, pause: { try await clock.wait(for: $0) },
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// Opens the record and begins to write.
  func begin() {
    let journal = journal
    _ = Task(executorPreference: executor) {
      try await journal.open()
      await journal.run()
    }
    executor.run()
  }

  /// Whether all is written.
  func finish() -> Bool {
    let journal = journal
    return executor.finish {
      await journal.finish()
      return true
    } ?? false
  }

  func pass(_ time: Duration) {
    clock.move(to: clock.now + time)
    executor.run()
  }

  func message(_ text: String) -> RecordedMessage {
    RecordedMessage(id: ID(ULID(high: 7, low: UInt64(text.count))), role: .user, content: text, startedAt: .distantPast)
  }

  @Test func `the record is committed as it is when it is opened`() {
    begin()
    #expect(store.writes == [.inserted(journal.id)])
    #expect(store.records.first == journal.record)
  }

  @Test func `what gathers while nothing is written becomes one write, in order, and the record follows it`() {
    begin()
    journal.event("first")
    journal.message(message("hello"))
    journal.amend { $0.status = .active }
    journal.event("second")
    journal.amend { $0.warnings.append("late") }
    executor.run()
    #expect(
      store.writes.dropFirst() == [
        .appended(messages: ["hello"], events: ["first", "second"]), .updated(journal.id, .active),
      ])
    #expect(store.records.first?.warnings == ["late"])
    #expect(store.records.first?.messageCount == 1)
  }

  @Test func `of changes made at once by several threads none is missing from the record written last`() {
    begin()
    DispatchQueue.concurrentPerform(iterations: 400) { index in
      journal.amend { $0.warnings.append("\(index)") }
    }
    executor.run()
    #expect(store.records.first?.warnings.count == 400)
  }

  @Test func `nothing is written when nothing happened, and finish returns`() {
    begin()
    #expect(finish())
    #expect(store.writes.count == 1)
  }

  @Test func `finish returns when all is written, not before`() {
    begin()
    store.isReadOnly = true
    journal.event("kept")
    #expect(!finish())
    store.isReadOnly = false
    pass(.milliseconds(100))
    #expect(finish())
    #expect(store.events(of: journal.id).map(\.type) == ["kept"])
  }

  @Test func `a store that fails is tried again after 0.1, 0.2, 0.4 s and so on, and what came meanwhile follows`() {
    begin()
    store.isReadOnly = true
    let before = store.attempts
    journal.event("first")
    executor.run()
    #expect(store.attempts - before == 1)
    pass(.milliseconds(99))
    #expect(store.attempts - before == 1)
    pass(.milliseconds(1))
    #expect(store.attempts - before == 2)
    journal.event("second")
    pass(.milliseconds(200))
    #expect(store.attempts - before == 3)
    store.isReadOnly = false
    pass(.milliseconds(400))
    #expect(
      store.writes.dropFirst() == [
        .appended(messages: [], events: ["first"]), .appended(messages: [], events: ["second"]),
      ])
  }

  @Test func `after ten attempts a batch is given up, and later ones are still written`() {
    begin()
    store.isReadOnly = true
    let before = store.attempts
    journal.event("lost")
    executor.run()
    for _ in 0..<12 { pass(.seconds(15)) }
    #expect(store.attempts - before == 10)
    store.isReadOnly = false
    journal.event("kept")
    executor.run()
    #expect(store.events(of: journal.id).map(\.type) == ["kept"])
    #expect(finish())
  }

  @Test func `of too many events those beyond the limit are dropped, messages and the record never`() {
    begin()
    for index in 0..<(CallJournal.eventLimit + 10) { journal.event("event \(index)") }
    journal.message(message("kept"))
    journal.amend { $0.status = .completed }
    executor.run()
    #expect(store.events(of: journal.id).count == CallJournal.eventLimit)
    #expect(store.events(of: journal.id).last?.type == "event \(CallJournal.eventLimit - 1)")
    #expect(store.messages(of: journal.id).map(\.content) == ["kept"])
    #expect(store.records.first?.status == .completed)
  }

  @Test func `events bear the time at which they happened, not at which they were written`() {
    begin()
    journal.event("early")
    clock.move(to: .seconds(5))
    executor.run()
    #expect(store.events(of: journal.id).first?.at == VirtualExchange.wall(.zero))
  }
}
