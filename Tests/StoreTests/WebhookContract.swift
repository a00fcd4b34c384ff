import Agents
import Exchange
import Foundation
import Identifiers
import Store
import Testing

struct WebhookContract {
  private func withCall(
    _ backEnd: BackEnd, status: CallRecord.Status = .pending, hook: String? = "https://example.com/hook",
    _ body: (Store, CallRecord) async throws -> Void
  ) async throws {
    try await backEnd.withStore { store, workspace in
      var agent = Sample.agent(1, in: workspace)
      agent.webhookURL = hook
      agent.webhookSecret = "whsec"
      try await store.insert(agent)
      let record = Sample.record(1, in: workspace, status: status, agent: agent.id)
      try await store.insert(record)
      try await body(store, record)
    }
  }

  private let later = Sample.time.addingTimeInterval(60)

  private func claim(_ store: Store, _ record: CallRecord, at now: Date? = nil) async throws -> WebhookJob? {
    let now = now ?? later
    return try await store.claim(of: record.agent ?? Sample.id(1), at: now, until: now.addingTimeInterval(20))
  }

  @Test(arguments: BackEnd.allCases)
  func `each change of a record's status queues its event, once`(backEnd: BackEnd) async throws {
    try await withCall(backEnd) { store, record in
      var record = record
      #expect(try await store.deliveries(of: record.id) == [])
      record.status = .active
      try await store.update(record)
      record.warnings.append("another change")
      try await store.update(record)
      record.status = .completed
      record.endedAt = Sample.time.addingTimeInterval(30)
      try await store.update(record)
      try await store.update(record)
      let deliveries = try await store.deliveries(of: record.id)
      #expect(deliveries.map(\.event) == [.conversationStarted, .conversationCompleted])
      #expect(deliveries.map(\.createdAt) == [Sample.time, Sample.time.addingTimeInterval(30)])
      #expect(deliveries.allSatisfy { $0.status == .pending && $0.url == "https://example.com/hook" })
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `an agent without a webhook queues nothing`(backEnd: BackEnd) async throws {
    try await withCall(backEnd, status: .failed, hook: nil) { store, record in
      let deliveries = try await store.deliveries(of: record.id)
      #expect(deliveries == [])
      #expect(try await store.agentsDue(at: later) == [])
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a call that a crash left open queues its end when it is closed`(backEnd: BackEnd) async throws {
    try await withCall(backEnd, status: .active) { store, record in
      _ = try await store.closeUnfinished(reason: .serverShutdown, warning: "w", at: later)
      #expect(try await store.deliveries(of: record.id).map(\.event) == [.conversationStarted, .conversationCompleted])
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a claimed event is nobody else's until its lease ends`(backEnd: BackEnd) async throws {
    try await withCall(backEnd, status: .failed) { store, record in
      let job = try #require(try await claim(store, record))
      #expect(job.event == .conversationFailed)
      #expect(job.secret == "whsec")
      #expect(job.record == record)
      #expect(try await store.agentsDue(at: later) == [])
      #expect(try await claim(store, record) == nil)
      #expect(try await claim(store, record, at: later.addingTimeInterval(21))?.delivery == job.delivery)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `events of a conversation come in their order, until the earlier one was tried three times`(
    backEnd: BackEnd
  ) async throws {
    try await withCall(backEnd, status: .active) { store, record in
      var record = record
      record.status = .completed
      record.endedAt = Sample.time.addingTimeInterval(1.0006)
      try await store.append(messages: [Sample.message(1, "hello")], events: [], to: record.id)
      try await store.update(record)
      for attempt in 1...3 {
        let job = try #require(try await claim(store, record))
        #expect(job.event == .conversationStarted)
        #expect(job.attempts == attempt - 1)
        #expect(job.messages.isEmpty)
        #expect(try await claim(store, record) == nil)
        try await store.settle(
          job.delivery, after: .init(at: later, milliseconds: 5, responseStatus: 500, problem: "no"),
          as: .tryAgain(at: later))
      }
      let first = try #require(try await claim(store, record))
      let second = try #require(try await claim(store, record))
      #expect(Set([first.event, second.event]) == [.conversationStarted, .conversationCompleted])
      let completed = try #require([first, second].first { $0.event == .conversationCompleted })
      #expect(completed.messages.map(\.content) == ["hello"])
      let shown = try await store.record(record.id, in: record.workspace)
      #expect(completed.record == shown, "it is told as it is read")
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `every attempt is kept, and what is settled is not due again`(backEnd: BackEnd) async throws {
    try await withCall(backEnd, status: .failed) { store, record in
      let job = try #require(try await claim(store, record))
      let attempts = [
        WebhookDelivery.Attempt(at: later, milliseconds: 10_000, problem: "no answer within 10 s"),
        WebhookDelivery.Attempt(at: later.addingTimeInterval(5), milliseconds: 12, responseStatus: 204),
      ]
      try await store.settle(job.delivery, after: attempts[0], as: .tryAgain(at: later.addingTimeInterval(5)))
      #expect(try await store.deliveries(of: record.id).first?.nextAttemptAt == later.addingTimeInterval(5))
      try await store.settle(job.delivery, after: attempts[1], as: .delivered)
      let delivery = try #require(try await store.deliveries(of: record.id).first)
      #expect(delivery.attempts == attempts)
      #expect(delivery.status == .delivered)
      #expect(delivery.nextAttemptAt == nil)
      #expect(try await store.agentsDue(at: .distantFuture) == [])
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `the agent's address and secret of the time of sending count, and a deleted agent has none`(
    backEnd: BackEnd
  ) async throws {
    try await withCall(backEnd, status: .failed) { store, record in
      let id = try #require(record.agent)
      var agent = try #require(try await store.agent(id, in: record.workspace))
      agent.webhookURL = "https://example.com/mended"
      agent.webhookSecret = nil
      _ = try await store.update(agent)
      let job = try await claim(store, record)
      #expect(job?.url == "https://example.com/mended")
      #expect(job?.secret == nil)
      _ = try await store.deleteAgent(id, in: record.workspace)
      let orphan = try #require(try await claim(store, record, at: later.addingTimeInterval(60)))
      #expect(orphan.url == nil)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a deleted conversation takes its events with it`(backEnd: BackEnd) async throws {
    try await withCall(backEnd, status: .failed) { store, record in
      let job = try #require(try await claim(store, record))
      _ = try await store.deleteRecord(record.id, in: record.workspace)
      try await store.settle(job.delivery, after: .init(at: later, milliseconds: 1), as: .delivered)
      #expect(try await store.agentsDue(at: .distantFuture) == [])
    }
  }
}
