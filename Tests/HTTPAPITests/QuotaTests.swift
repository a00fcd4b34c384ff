import Foundation
import Hummingbird
import Identifiers
import Store
import Testing

struct QuotaTests {
  /// What 200 requests at once are answered with, counted.
  private static func storm(
    _ server: TestServer, _ path: String, _ body: @escaping @Sendable (Int) -> String
  ) async throws -> [String: Int] {
    try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<200 {
        group.addTask {
          let answer = try await server.send(.post, path, body(number))
          return answer.code ?? "\(answer.status.code)"
        }
      }
      return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
  }

  @Test func `of 200 numbers imported at once, 100 are`() async throws {
    try await TestServer.run { server in
      let trunk = try await server.send(
        .post, "/v1/sip-trunks", #"{"name":"t","kind":"byoc","direction":"inbound"}"#
      ).id
      let answers = try await Self.storm(server, "/v1/phone-numbers") {
        #"{"e164":"+1415555\#(1000 + $0)","source":"byoc","trunk_id":"\#(trunk)"}"#
      }
      #expect(answers == ["201": 100, "phone_number_quota_reached": 100])
      let list = try await server.send(.get, "/v1/phone-numbers?limit=200")
      guard case .array(let numbers) = list["numbers"] else { return }
      #expect(numbers.count == 100)
    }
  }

  @Test func `of 200 trunks made at once, 20 are`() async throws {
    try await TestServer.run { server in
      let answers = try await Self.storm(server, "/v1/sip-trunks") {
        #"{"name":"t\#($0)","kind":"byoc","direction":"inbound"}"#
      }
      #expect(answers == ["201": 20, "sip_trunk_quota_reached": 180])
    }
  }

  @Test func `of 200 requests at once with one idempotency key, one places a call`() async throws {
    try await TestServer.run { server in
      let body = #"{"agent_id":"agent_01J9ZC3M2P8Q4R5S6T7V8W9X0Y","to":"+14155550777"}"#
      let key: HTTPFields = [HTTPFields.Element.Name("Idempotency-Key")!: "one"]
      let answers = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<200 {
          group.addTask {
            let answer = try await server.send(.post, "/v1/outbound-calls", body, headers: key)
            return answer.code ?? "\(answer.status.code)"
          }
        }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(server.calls.orders.count == 1)
      #expect(answers.subtracting(["201", "idempotency_conflict"]).isEmpty)
    }
  }
}
