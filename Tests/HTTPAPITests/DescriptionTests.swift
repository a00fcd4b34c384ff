import Store
import Identifiers
import HTTPAPI
import Hummingbird
import Testing
import Yams

struct DescriptionTests {
  private static let methods = ["get", "post", "put", "patch", "delete"]

  @Test func `openapi yaml describes every route, and no other`() async throws {
    try await TestServer.run { server in
      let answer = try await server.send(.get, "/openapi.yaml", key: nil)
      #expect(answer.headers[.contentType] == "application/yaml")
      let document = try #require(try Yams.load(yaml: answer.text) as? [String: Any])
      let paths = try #require(document["paths"] as? [String: [String: Any]])
      var described: Set<String> = []
      for (path, operations) in paths {
        for method in operations.keys where Self.methods.contains(method) {
          described.insert("\(method.uppercased()) \(path)")
        }
      }
      let routed = Set(server.routes)
      #expect(described == routed)
      #expect(!routed.isEmpty)
    }
  }
}
