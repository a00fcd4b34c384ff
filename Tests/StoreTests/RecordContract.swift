import Exchange
import Foundation
import Identifiers
import Store
import Testing

struct RecordContract {
  @Test(arguments: BackEnd.allCases)
  func `a record comes back as it was kept, and as it was changed`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      var record = Sample.record(1, in: workspace)
      try await store.insert(record)
      #expect(try await store.record(record.id, in: workspace) == record)
      record.status = .completed
      record.endedAt = Sample.time.addingTimeInterval(30)
      record.endReason = .callerHangup
      record.recordingFile = "one.wav"
      try await store.update(record)
      #expect(try await store.record(record.id, in: workspace) == record)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a recording made whole after a crash is named in its record`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      let record = Sample.record(1, in: workspace)
      try await store.insert(record)
      try await store.attachRecording("conv.wav", to: record.id)
      #expect(try await store.record(record.id, in: workspace)?.recordingFile == "conv.wav")
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `messages and events keep their order, and a message with a known id is replaced`(
    backEnd: BackEnd
  ) async throws {
    try await backEnd.withStore { store, workspace in
      let record = Sample.record(1, in: workspace)
      try await store.insert(record)
      let events = (1...3).map { RecordedEvent(at: Sample.time, type: "turn.user", detail: ["n": .integer($0)]) }
      try await store.append(
        messages: [Sample.message(9, "first"), Sample.message(8, "second")], events: Array(events[..<2]), to: record.id)
      try await store.append(messages: [Sample.message(9, "heard")], events: [events[2]], to: record.id)
      #expect(try await store.messages(of: record.id) == [Sample.message(9, "heard"), Sample.message(8, "second")])
      #expect(try await store.events(of: record.id) == events)
      #expect(try await store.record(record.id, in: workspace)?.messageCount == 2)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `an update does not undo the message count`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      let record = Sample.record(1, in: workspace)
      try await store.insert(record)
      try await store.append(messages: [Sample.message(1, "hello")], events: [], to: record.id)
      try await store.update(record)
      #expect(try await store.record(record.id, in: workspace)?.messageCount == 1)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `what is appended to a deleted record is dropped, and what shares its commit is not`(
    backEnd: BackEnd
  ) async throws {
    try await backEnd.withStore { store, workspace in
      let gone = Sample.record(1, in: workspace)
      let kept = Sample.record(2, in: workspace)
      try await store.insert(gone)
      try await store.insert(kept)
      #expect(try await store.deleteRecord(gone.id, in: workspace))
      async let first: Void = store.append(messages: [Sample.message(1, "a")], events: [], to: gone.id)
      async let second: Void = store.append(messages: [Sample.message(2, "b")], events: [], to: kept.id)
      _ = try await (first, second)
      #expect(try await store.messages(of: gone.id).isEmpty)
      #expect(try await store.messages(of: kept.id).count == 1)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `deleting a record takes its transcript and events, within its workspace only`(
    backEnd: BackEnd
  ) async throws {
    try await backEnd.withStore { store, workspace in
      let record = Sample.record(1, in: workspace)
      try await store.insert(record)
      try await store.append(
        messages: [Sample.message(1, "a")], events: [RecordedEvent(at: Sample.time, type: "x", detail: [:])],
        to: record.id)
      #expect(try await store.deleteRecord(record.id, in: Sample.id(77)) == false)
      #expect(try await store.deleteRecord(record.id, in: workspace))
      #expect(try await store.record(record.id, in: workspace) == nil)
      #expect(try await store.messages(of: record.id).isEmpty)
      #expect(try await store.events(of: record.id).isEmpty)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `the next start fails what rang and completes what talked`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      try await store.insert(Sample.record(1, in: workspace, status: .pending))
      try await store.insert(Sample.record(2, in: workspace, status: .active))
      try await store.insert(Sample.record(3, in: workspace, status: .completed))
      let later = Sample.time.addingTimeInterval(60)
      #expect(
        try await store.closeUnfinished(
          reason: .serverShutdown, warning: "the server stopped without warning", at: later) == 2)
      #expect(try await store.record(Sample.id(1), in: workspace)?.status == .failed)
      let active = try await store.record(Sample.id(2), in: workspace)
      #expect(active?.status == .completed)
      #expect(active?.endReason == .serverShutdown)
      #expect(active?.endedAt == later)
      #expect(active?.warnings.last?.contains("without warning") == true)
      #expect(active?.warnings.count == Sample.record(2, in: workspace).warnings.count + 1)
      #expect(try await store.record(Sample.id(3), in: workspace)?.endReason == nil)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `records are listed by each filter and by all of them together`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      var early = Sample.record(1, in: workspace, status: .completed, agent: Sample.id(7))
      early.startedAt = Sample.time.addingTimeInterval(-100)
      var outbound = Sample.record(2, in: workspace, status: .failed)
      outbound.direction = .outbound
      outbound.startedAt = nil
      let late = Sample.record(3, in: workspace, status: .active, agent: Sample.id(7))
      for record in [early, outbound, late] { try await store.insert(record) }
      func list(_ filter: CallRecordFilter) async throws -> [UInt64] {
        try await store.records(in: workspace, filter: filter, page: PageRequest()).elements.map(\.id.ulid.low)
      }
      #expect(try await list(CallRecordFilter()) == [3, 2, 1])
      #expect(try await list(CallRecordFilter(agent: Sample.id(7))) == [3, 1])
      #expect(try await list(CallRecordFilter(status: .failed)) == [2])
      #expect(try await list(CallRecordFilter(direction: .outbound)) == [2])
      #expect(try await list(CallRecordFilter(phoneNumber: "+14155550100")) == [3, 2, 1])
      #expect(try await list(CallRecordFilter(phoneNumber: "+14155550203")) == [3])
      #expect(try await list(CallRecordFilter(startedAfter: Sample.time.addingTimeInterval(-1))) == [3])
      #expect(try await list(CallRecordFilter(startedBefore: Sample.time.addingTimeInterval(-1))) == [1])
      #expect(
        try await list(
          CallRecordFilter(agent: Sample.id(7), status: .completed, phoneNumber: "+14155550100")) == [1])
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `appends from many calls at once are all on the disk when they return`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      for number in 1...20 { try await store.insert(Sample.record(UInt64(number), in: workspace)) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for call in 1...20 {
          group.addTask {
            for n in 1...30 {
              try await store.append(
                messages: [], events: [RecordedEvent(at: Sample.time, type: "n", detail: .integer(Int64(n)))],
                to: Sample.id(UInt64(call)))
            }
          }
        }
        try await group.waitForAll()
      }
      for call in 1...20 {
        let events = try await store.events(of: Sample.id(UInt64(call)))
        #expect(events.map(\.detail) == (1...30).map { JSONValue.integer(Int64($0)) })
      }
    }
  }
}
