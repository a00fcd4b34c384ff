import Foundation
import HTTPAPI
import Hummingbird
import Identifiers
import Store
import Testing

struct RestartTests {
  private static let body = #"{"agent_id":"agent_01J9ZC3M2P8Q4R5S6T7V8W9X0Y","to":"+14155550777"}"#
  private static func key(_ text: String) -> HTTPFields { [HTTPFields.Element.Name("Idempotency-Key")!: text] }

  @Test func `an idempotency key survives a restart`() async throws {
    try await TestServer.run { server in
      let first = try await server.send(.post, "/v1/outbound-calls", Self.body, headers: Self.key("k"))
      #expect(first.status == .created)
      try await server.restarted { server in
        let again = try await server.send(.post, "/v1/outbound-calls", Self.body, headers: Self.key("k"))
        #expect(again.text == first.text)
        #expect(again.header("Idempotent-Replayed") == "true")
        #expect(server.calls.orders.isEmpty)
      }
    }
  }

  @Test func `a key whose first request a crash cut off is free after two minutes`() async throws {
    try await TestServer.run { server in
      let fingerprint = "cut off"
      let claim = try await server.store.claim(
        "k", in: server.workspace, fingerprint: fingerprint, at: server.clock.date)
      #expect(claim == .granted)
      try await server.restarted { server in
        server.clock.advance(by: .milliseconds(119_999))
        let early = try await server.send(.post, "/v1/outbound-calls", Self.body, headers: Self.key("k"))
        #expect(early.status == .conflict)
        #expect(early.code == "idempotency_conflict")
        server.clock.advance(by: .milliseconds(1))
        let later = try await server.send(.post, "/v1/outbound-calls", Self.body, headers: Self.key("k"))
        #expect(later.status == .created)
      }
    }
  }
}
