import Exchange
import Foundation
import Identifiers
import Testing

@testable import Store

struct JournalTests {
  @Test func `a full batch is committed without waiting for the gathering to end`() async throws {
    try await withFolder { folder in
      let store = try await Store.open(folder: folder, masterKey: .testing, gathering: .seconds(3600))
      try await store.insert(Workspace(id: Sample.id(1), name: "One"))
      try await store.insert(Sample.record(1, in: Sample.id(1)))
      let events = (1...RecordJournal.fullBatch).map {
        RecordedEvent(at: Sample.time, type: "n", detail: .integer(Int64($0)))
      }
      try await store.append(messages: [], events: events, to: Sample.id(1))
      #expect(try await store.events(of: Sample.id(1)).count == RecordJournal.fullBatch)
      try store.close()
    }
  }

  @Test func `an append whose caller was cancelled is committed all the same`() async throws {
    try await withFolder { folder in
      let store = try await Store.open(folder: folder, masterKey: .testing, gathering: .zero)
      try await store.insert(Workspace(id: Sample.id(1), name: "One"))
      try await store.insert(Sample.record(1, in: Sample.id(1)))
      let cancelled = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        var record = Sample.record(1, in: Sample.id(1))
        record.status = .completed
        try await store.update(record)
        try await store.append(messages: [Sample.message(1, "bye")], events: [], to: Sample.id(1))
      }
      try await cancelled.value
      #expect(try await store.messages(of: Sample.id(1)).count == 1)
      #expect(try await store.record(Sample.id(1), in: Sample.id(1))?.status == .completed)
      try store.close()
    }
  }
}
