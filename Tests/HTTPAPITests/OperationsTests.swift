import Store
import Hummingbird
import HTTPAPI
import Identifiers
import Testing

struct OperationsTests {
  @Test func `health and readiness need no key`() async throws {
    try await TestServer.run(checks: [ReadinessCheck("store") { nil }]) { server in
      #expect(try await server.send(.get, "/healthz", key: nil)["status"] == "ok")
      let ready = try await server.send(.get, "/readyz", key: nil)
      #expect(ready.json == ["status": "ready", "checks": ["store": "ok"]])
    }
  }

  @Test func `a server that cannot take calls is not ready, and says why`() async throws {
    let checks = [ReadinessCheck("store") { nil }, ReadinessCheck("sip") { "port 5060 is taken" }]
    try await TestServer.run(checks: checks) { server in
      let answer = try await server.send(.get, "/readyz", key: nil)
      #expect(answer.status == .serviceUnavailable)
      #expect(answer.code == "service_unavailable")
      #expect(answer.headers[.retryAfter] == "5")
      #expect(answer["error"]?["details"]?["checks"] == ["store": "ok", "sip": "port 5060 is taken"])
    }
  }

  @Test func `a broken store is a 500 that tells the client nothing of its insides`() async throws {
    try await TestServer.run { server in
      #expect(try await server.send(.get, "/v1/agents").status == .ok)
      try server.store.close()
      let answer = try await server.send(.get, "/v1/agents")
      #expect(answer.status == .internalServerError)
      #expect(answer.code == "internal_error")
      #expect(!answer.text.contains("SQL"))
    }
  }
}
