import Exchange
import Foundation
import HTTPAPI
import Hummingbird
import Identifiers
import Store
import Testing

struct KeyTests {
  private static func make(
    _ server: TestServer, _ scopes: String, key: String = TestServer.key
  ) async throws -> TestAnswer {
    try await server.send(.post, "/v1/api-keys", #"{"name":"CI","scopes":\#(scopes)}"#, key: key)
  }

  @Test func `a key is made with its secret, listed without it, and let in`() async throws {
    try await TestServer.run { server in
      let made = try await Self.make(server, #"["call","read"]"#)
      #expect(made.status == .created)
      #expect(made.headers[.cacheControl] == "no-store")
      #expect(made["scopes"] == ["read", "call"])
      let secret = try #require(made["secret"]?.stringValue)
      #expect(secret.hasPrefix("sk_") && secret.utf8.count == 46)
      #expect(made["hint"]?.stringValue == String(secret.prefix(7)) + "…")
      let list = try await server.send(.get, "/v1/api-keys", key: secret)
      #expect(list.status == .ok)
      #expect(list.text.contains(made.id))
      #expect(!list.text.contains(secret))
      guard case .array(let keys) = list["api_keys"], case .object(let shown) = keys.first else {
        Issue.record("no keys in \(list.text)")
        return
      }
      #expect(keys.count == 2)
      #expect(try await server.properties(of: "APIKey") == Set(shown.keys))
    }
  }

  @Test func `everything that is wrong with a new key is named at once`() async throws {
    try await TestServer.run { server in
      let answer = try await server.send(
        .post, "/v1/api-keys", #"{"name":"","scopes":["read","admin",5],"secret":"sk_mine","colour":1}"#)
      #expect(answer.status == .badRequest)
      #expect(answer.fields == ["colour", "name", "scopes[1]", "scopes[2]", "secret"])
      for body in ["{}", #"{"name":null,"scopes":[]}"#] {
        #expect(try await server.send(.post, "/v1/api-keys", body).fields == ["name", "scopes"])
      }
    }
  }

  @Test(arguments: ["read", "write", "call"])
  func `a key does what its scope says, and each refusal names the scope that it lacks`(scope: String) async throws {
    try await TestServer.run { server in
      let secret = try #require(try await Self.make(server, #"["\#(scope)"]"#)["secret"]?.stringValue)
      for route in server.routes where route.contains(" /v1/") {
        let parts = route.split(separator: " ").map(String.init)
        let method = try #require(HTTPRequest.Method(rawValue: parts[0]))
        let dials = parts[1] == "/v1/outbound-calls" || parts[1] == "/v1/conversations/{id}/end"
        let needed = dials ? "call" : method == .get ? "read" : "write"
        let path = parts[1].replacing("{id}", with: "x")
        let answer = try await server.send(method, path, method == .get ? nil : "{}", key: secret)
        #expect((answer.status == .forbidden) == (needed != scope), "\(route)")
        guard answer.status == .forbidden else { continue }
        #expect(answer.code == "forbidden")
        #expect(answer["error"]?["details"]?["missing_scopes"] == [.string(needed)], "\(route)")
        #expect(answer["error"]?["message"]?.stringValue?.contains(needed) == true)
      }
    }
  }

  @Test func `a key gives no scope that it lacks`() async throws {
    try await TestServer.run { server in
      let secret = try #require(try await Self.make(server, #"["write"]"#)["secret"]?.stringValue)
      let refused = try await Self.make(server, #"["write","call","read"]"#, key: secret)
      #expect(refused.status == .forbidden)
      #expect(refused["error"]?["details"]?["missing_scopes"] == ["read", "call"])
      #expect(try await Self.make(server, #"["write"]"#, key: secret).status == .created)
    }
  }

  @Test func `a key that is revoked here is refused at once, one that is taken away elsewhere within a second`()
    async throws
  {
    try await TestServer.run { server in
      let made = try await Self.make(server, #"["read","write"]"#)
      let secret = try #require(made["secret"]?.stringValue)
      #expect(try await server.send(.get, "/v1/agents", key: secret).status == .ok)
      #expect(try await server.send(.delete, "/v1/api-keys/\(made.id)", key: secret).status == .noContent)
      #expect(try await server.send(.get, "/v1/agents", key: secret).status == .unauthorized)
      #expect(try await server.send(.delete, "/v1/api-keys/\(made.id)").code == "api_key_not_found")

      let other = try await Self.make(server, #"["read"]"#)
      let otherSecret = try #require(other["secret"]?.stringValue)
      #expect(try await server.send(.get, "/v1/agents", key: otherSecret).status == .ok)
      let id = try #require(ID<APIKey>(other.id))
      #expect(try await server.store.deleteKey(id, in: server.workspace))
      server.clock.advance(by: .seconds(1))
      #expect(try await server.send(.get, "/v1/agents", key: otherSecret).status == .unauthorized)
    }
  }

  @Test func `a key knows to the minute when it was used`() async throws {
    try await TestServer.run { server in
      let made = try await Self.make(server, #"["read"]"#)
      let secret = try #require(made["secret"]?.stringValue)
      func lastUse() async throws -> Date? {
        let page = try await server.store.keys(in: server.workspace, page: PageRequest())
        return page.elements.first { $0.id.description == made.id }?.lastUsedAt
      }
      #expect(try await lastUse() == nil)
      let first = server.clock.date
      for _ in 1...40 {
        #expect(try await server.send(.get, "/v1/agents", key: secret).status == .ok)
        server.clock.advance(by: .seconds(1))
      }
      #expect(try await lastUse() == first, "one write for all uses of a minute")
      server.clock.advance(by: .seconds(20))
      let second = server.clock.date
      #expect(try await server.send(.get, "/v1/agents", key: secret).status == .ok)
      #expect(try await lastUse() == second)
    }
  }
}
