import Agents
import Exchange
import Foundation
import Identifiers
import Synchronization

/// Events in memory, with the time that the courier goes by.
final class MemoryQueue: WebhookQueue {
  struct Entry: Sendable {
    var job: WebhookJob
    var dueAt: Date?
    var isClaimed = false

    init(
      _ number: UInt64, agent: UInt64 = 1, url: String? = "https://example.com/", secret: String? = nil,
      said: [String] = []
    ) {
      let record = CallRecord(
        id: ID(ULID(high: 0, low: number)), workspace: ID(ULID(high: 0, low: 1)), agent: ID(ULID(high: 0, low: agent)),
        status: .completed, direction: .inbound, transport: .sip, roomName: "r", fromNumber: "", toNumber: "",
        createdAt: start)
      job = WebhookJob(
        delivery: ID(ULID(high: 0, low: number)), agent: ID(ULID(high: 0, low: agent)), event: .conversationCompleted,
        createdAt: start, attempts: 0, url: url, secret: secret, record: record,
        messages: said.enumerated().map {
          RecordedMessage(id: ID(ULID(high: 0, low: UInt64($0))), role: .user, content: $1, startedAt: start)
        })
      dueAt = start
    }
  }

  private static let start = Date(timeIntervalSince1970: 1_800_000_000)
  private let state: Mutex<(now: Date, entries: [Entry], settled: [String])>

  init(_ entries: [Entry]) { state = Mutex((Self.start, entries, [])) }

  var now: Date { state.withLock { $0.now } }
  func pass(_ time: Duration) { state.withLock { $0.now += time / .seconds(1) } }
  /// Like `1: delivered after 200`.
  var settled: [String] { state.withLock { $0.settled } }

  /// Events that are due, and those that are with the receiver.
  var underWay: Int {
    state.withLock { state in state.entries.filter { $0.dueAt.map { $0 <= state.now } == true || $0.isClaimed }.count }
  }

  func agentsDue(at now: Date) async throws -> [ID<Agent>] {
    state.withLock { state in
      var agents: [ID<Agent>] = []
      for entry in state.entries where entry.dueAt.map({ $0 <= now }) == true && !agents.contains(entry.job.agent) {
        agents.append(entry.job.agent)
      }
      return agents
    }
  }

  func claim(of agent: ID<Agent>, at now: Date, until lease: Date) async throws -> WebhookJob? {
    state.withLock { state in
      guard
        let index = state.entries.firstIndex(where: { entry in
          entry.job.agent == agent && entry.dueAt.map { $0 <= now } == true
        })
      else { return nil }
      state.entries[index].dueAt = lease
      state.entries[index].isClaimed = true
      return state.entries[index].job
    }
  }

  func settle(
    _ id: ID<WebhookDelivery>, after attempt: WebhookDelivery.Attempt, as outcome: WebhookOutcome
  ) async throws {
    state.withLock { state in
      guard let index = state.entries.firstIndex(where: { $0.job.delivery == id }) else { return }
      state.entries[index].job.attempts += 1
      state.entries[index].dueAt = nil
      state.entries[index].isClaimed = false
      let word: String
      switch outcome {
      case .delivered: word = "delivered"
      case .abandoned: word = "abandoned"
      case .tryAgain(let next):
        state.entries[index].dueAt = next
        word = "again in \(next.timeIntervalSince(state.now)) s"
      }
      state.settled.append("\(id.ulid.low): \(word) after \(attempt.responseStatus.map(String.init) ?? "nothing")")
    }
  }
}
