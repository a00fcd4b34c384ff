import Agents
import Exchange
import Foundation
import HTTPAPI
import Hummingbird
import Identifiers
import Store
import Testing

struct WebhookTests {
  @Test func `an agent's webhook is shown, and its secret only said to be set`() async throws {
    try await TestServer.run { server in
      let made = try await server.send(
        .post, "/v1/agents", #"{"name":"a","webhook_url":"https://example.com/h","webhook_secret":"planted"}"#)
      #expect(made.status == .created)
      #expect(made["webhook_url"] == "https://example.com/h")
      #expect(made["webhook_secret_set"] == true)
      #expect(made["webhook_secret"] == nil)
      let renamed = try await server.send(.patch, "/v1/agents/\(made.id)", #"{"name":"b"}"#)
      #expect(renamed["webhook_secret_set"] == true)
      let cleared = try await server.send(.patch, "/v1/agents/\(made.id)", #"{"webhook_secret":null}"#)
      #expect(cleared["webhook_secret_set"] == false)
      #expect(cleared["webhook_url"] == "https://example.com/h")
    }
  }

  @Test(arguments: ["ftp://example.com", "example.com", "https://user:pw@example.com/", "http://"])
  func `a webhook's address must be one`(url: String) async throws {
    try await TestServer.run { server in
      let answer = try await server.send(.post, "/v1/agents", #"{"name":"a","webhook_url":"\#(url)"}"#)
      #expect(answer.fields == ["webhook_url"])
    }
  }

  @Test func `a conversation shows what became of its events`() async throws {
    try await TestServer.run { server in
      let agent = try await server.send(
        .post, "/v1/agents", #"{"name":"a","webhook_url":"https://example.com/h"}"#)
      let time = TestServer.time
      let record = CallRecord(
        id: ID(ULID(high: 1, low: 1)), workspace: server.workspace, agent: ID<Agent>(agent.id), status: .failed,
        direction: .inbound, transport: .sip, roomName: "r", fromNumber: "", toNumber: "", createdAt: time,
        endedAt: time)
      try await server.store.insert(record)
      let owner = try #require(record.agent)
      let job = try #require(try await server.store.claim(of: owner, at: time, until: time.addingTimeInterval(20)))
      try await server.store.settle(
        job.delivery,
        after: .init(at: time, milliseconds: 7, responseStatus: 500, problem: "the receiver answered 500"),
        as: .tryAgain(at: time.addingTimeInterval(5)))
      let answer = try await server.send(.get, "/v1/conversations/\(record.id)/webhook-deliveries")
      guard case .array(let deliveries) = answer["deliveries"], let first = deliveries.first else {
        Issue.record("no deliveries in \(answer.text)")
        return
      }
      #expect(
        first == [
          "id": .string(job.delivery.description), "event": "conversation.failed", "url": "https://example.com/h",
          "status": "pending", "created_at": "2027-01-15T08:00:00.007Z", "next_attempt_at": "2027-01-15T08:00:05.007Z",
          "attempts": [
            [
              "at": "2027-01-15T08:00:00.007Z", "duration_ms": 7, "response_status": 500,
              "problem": "the receiver answered 500",
            ]
          ],
        ])
      #expect(
        try await server.properties(of: "WebhookDelivery") == [
          "id", "event", "url", "status", "created_at", "next_attempt_at", "attempts",
        ])
      let other = try await server.send(
        .get, "/v1/conversations/\(record.id)/webhook-deliveries", key: TestServer.otherKey)
      #expect(other.status == .notFound)
    }
  }
}
