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

  @Test func `ids of another workspace are not there`() async throws {
    try await TestServer.run { server in
      let agent = try await server.send(.post, "/v1/agents", #"{"name":"a"}"#).id
      let trunk = try await server.send(
        .post, "/v1/sip-trunks", #"{"name":"t","kind":"byoc","direction":"inbound"}"#
      ).id
      let number = try await server.send(
        .post, "/v1/phone-numbers", #"{"e164":"+14155550123","source":"byoc","trunk_id":"\#(trunk)"}"#
      ).id
      for path in ["agents/\(agent)", "sip-trunks/\(trunk)", "phone-numbers/\(number)", "agents/\(agent)/variables"] {
        #expect(try await server.send(.get, "/v1/\(path)").status == .ok)
        #expect(try await server.send(.get, "/v1/\(path)", key: TestServer.otherKey).status == .notFound)
      }
      for path in ["agents/\(agent)", "sip-trunks/\(trunk)", "phone-numbers/\(number)"] {
        let patch = try await server.send(.patch, "/v1/\(path)", #"{"label":"x"}"#, key: TestServer.otherKey)
        #expect(patch.status == .notFound)
        #expect(try await server.send(.delete, "/v1/\(path)", key: TestServer.otherKey).status == .notFound)
      }
      let stolen = try await server.send(
        .post, "/v1/phone-numbers", #"{"e164":"+14155550124","source":"byoc","trunk_id":"\#(trunk)"}"#,
        key: TestServer.otherKey)
      #expect(stolen.status == .unprocessableContent)
      #expect(stolen.code == "sip_trunk_not_found")
    }
  }
}
