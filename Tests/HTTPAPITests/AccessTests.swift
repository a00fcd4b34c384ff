import Store
import Identifiers
import Hummingbird
import Testing

struct AccessTests {
  @Test(arguments: [nil, "sk_unknown", "no_prefix", "sk_test_first sk_test_first", ""] as [String?])
  func `without a known key every v1 path answers 401`(key: String?) async throws {
    try await TestServer.run { server in
      for path in ["/v1/agents", "/v1/sip-trunks", "/v1/phone-numbers", "/v1/conversations"] {
        let answer = try await server.send(.get, path, key: key)
        #expect(answer.status == .unauthorized)
        #expect(answer.code == "unauthorized")
        #expect(answer.headers[.wwwAuthenticate] == "Bearer")
      }
    }
  }

  @Test func `a known key is let in again and again, however the scheme is written`() async throws {
    try await TestServer.run { server in
      #expect(try await server.send(.get, "/v1/agents").status == .ok)
      #expect(try await server.send(.get, "/v1/agents").status == .ok)
      let lower = try await server.send(
        .get, "/v1/agents", key: nil, headers: [.authorization: "bearer \(TestServer.key)"])
      #expect(lower.status == .ok)
    }
  }
}
