import Foundation
import Identifiers
import Logging
import Synchronization

/// Writes what happens in one call to the store, in order, without making the call wait for the database.
///
/// The record's row is committed by ``open()`` before anything was promised to the caller; all later changes pass
/// through a queue of 4,096 entries. When the store is so far behind that the queue is full, events are dropped and
/// counted; messages and the record itself never are, because there are few of them.
final class CallJournal: Sendable {
  private enum Entry: Sendable {
    case event(RecordedEvent)
    case message(RecordedMessage)
    case record(CallRecord)
  }

  let id: ID<CallRecord>
  private let store: any CallRecordStore
  private let wallClock: @Sendable () -> Date
  private let pause: @Sendable (Duration) async throws -> Void
  private let log: Logger
  private let current: Mutex<CallRecord>
  private let backlog: Mutex<Backlog>
  private let wake: AsyncStream<Void>
  private let waker: AsyncStream<Void>.Continuation
  /// Ends when all is written.
  private let written: AsyncStream<Never>
  private let finishWriting: AsyncStream<Never>.Continuation

  private struct Backlog {
    var entries: [Entry] = []
    var droppedEvents = 0
    var isClosed = false
  }

  static let eventLimit = 4096

  init(
    record: CallRecord, store: any CallRecordStore, wallClock: @escaping @Sendable () -> Date,
    pause: @escaping @Sendable (Duration) async throws -> Void, log: Logger
  ) {
    id = record.id
    self.store = store
    self.wallClock = wallClock
    self.pause = pause
    self.log = log
    current = Mutex(record)
    backlog = Mutex(Backlog())
    (wake, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    (written, finishWriting) = AsyncStream.makeStream()
  }

  var record: CallRecord { current.withLock { $0 } }

  /// Commits the record as it is.
  func open() async throws { try await store.insert(record) }

  func event(_ type: String, _ detail: JSONValue = .object([:])) {
    let event = RecordedEvent(at: wallClock(), type: type, detail: detail)
    add { backlog in
      guard backlog.entries.count < Self.eventLimit else {
        backlog.droppedEvents += 1
        return
      }
      backlog.entries.append(.event(event))
    }
  }

  func message(_ message: RecordedMessage) {
    current.withLock { $0.messageCount += 1 }
    add { $0.entries.append(.message(message)) }
  }

  /// Changes the record; the change is written after all that was written before it.
  func amend(_ change: (inout CallRecord) -> Void) {
    current.withLock { record in
      change(&record)
      let changed = record
      // Queued under the same lock: of two changes at once, the record written last has both.
      add { $0.entries.append(.record(changed)) }
    }
  }

  /// Nothing follows; returns when all is written. ``run()`` must be running.
  func finish() async {
    add { $0.isClosed = true }
    for await _ in written {}
  }

  /// Writes until ``finish()``, in gathered batches.
  func run() async {
    defer { finishWriting.finish() }
    for await _ in wake {
      let (entries, closed, dropped) = backlog.withLock { backlog in
        defer {
          backlog.entries = []
          backlog.droppedEvents = 0
        }
        return (backlog.entries, backlog.isClosed, backlog.droppedEvents)
      }
      if dropped > 0 { log.warning("events dropped: the store is too slow", metadata: ["dropped": "\(dropped)"]) }
      await write(entries)
      if closed { return }
    }
  }

  private func add(_ change: (inout Backlog) -> Void) {
    backlog.withLock { change(&$0) }
    waker.yield()
  }

  private func write(_ entries: [Entry]) async {
    var events: [RecordedEvent] = []
    var messages: [RecordedMessage] = []
    var record: CallRecord?
    for entry in entries {
      switch entry {
      case .event(let event): events.append(event)
      case .message(let message): messages.append(message)
      case .record(let changed): record = changed
      }
    }
    let (last, spoken, happened) = (record, messages, events)
    if !spoken.isEmpty || !happened.isEmpty {
      await persist("transcript") { try await self.store.append(messages: spoken, events: happened, to: self.id) }
    }
    if let last { await persist("record") { try await self.store.update(last) } }
  }

  /// Tries again for about a minute: a database that is locked or restarts loses nothing.
  private func persist(_ what: String, _ work: () async throws -> Void) async {
    var wait = Duration.milliseconds(100)
    for attempt in 1...10 {
      do {
        try await work()
        return
      } catch {
        log.error("cannot write the \(what), trying again", metadata: ["attempt": "\(attempt)", "error": "\(error)"])
        do { try await pause(wait) } catch { break }
        wait = min(wait * 2, .seconds(15))
      }
    }
    log.critical("the \(what) of \(id) is lost: the store did not take it")
  }
}
