import Agents
import Foundation
import HTTPAPI
import Hummingbird
import Identifiers
import Store
import Testing

struct WebhookToolFieldsTests {
  private let tool = """
    {"type":"webhook","name":"hours","description":"Opening hours","url":"https://example.com/{{branch}}",\
    "headers":{"Authorization":"Bearer planted-header"}
    """

  @Test func `a webhook tool is shown with its defaults, and its secret only said to be set`() async throws {
    try await TestServer.run { server in
      let made = try await server.send(
        .post, "/v1/agents", #"{"name":"a","tools":[\#(tool),"secret":"planted-tool-secret"}]}"#)
      #expect(made.status == .created, "\(made.text)")
      guard case .array(let tools) = made["tools"] else { return }
      #expect(
        tools == [
          [
            "type": "webhook", "name": "hours", "description": "Opening hours",
            "parameters": ["type": "object", "properties": .object([:])], "url": "https://example.com/{{branch}}",
            "method": "POST", "headers": ["Authorization": "Bearer planted-header"], "timeout_ms": 10_000,
            "secret_set": true,
          ]
        ])
      #expect(try await server.send(.get, "/v1/agents/\(made.id)")["tools"] == made["tools"])
      for file in try FileManager.default.contentsOfDirectory(atPath: server.folder) {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: server.folder + "/" + file))
        #expect(bytes.range(of: Data("planted".utf8)) == nil, "\(file)")
      }
    }
  }

  @Test func `a patch that says nothing of a tool's secret keeps it, and null clears it`() async throws {
    try await TestServer.run { server in
      let made = try await server.send(.post, "/v1/agents", #"{"name":"a","tools":[\#(tool),"secret":"s"}]}"#)
      func isSet(after patch: String) async throws -> JSONValue? {
        let answer = try await server.send(.patch, "/v1/agents/\(made.id)", patch)
        guard case .array(let tools) = answer["tools"] else { return nil }
        return tools.first?["secret_set"]
      }
      #expect(try await isSet(after: #"{"name":"b"}"#) == true)
      #expect(try await isSet(after: #"{"tools":[\#(tool)}]}"#) == true)
      #expect(try await isSet(after: #"{"tools":[\#(tool),"secret":null}]}"#) == false)
    }
  }

  @Test func `every bad field of a webhook tool is named`() async throws {
    try await TestServer.run { server in
      let answer = try await server.send(
        .post, "/v1/agents",
        """
        {"name":"a","tools":[
          {"type":"webhook","name":"end_call","url":"ftp://x","method":"BREW","timeout_ms":5,"secret":"","config":{},
           "parameters":{"type":"string"},"headers":{"a b":"x","X-Y":"line\\nend"}},
          {"type":"webhook"}]}
        """)
      #expect(
        answer.fields == [
          "tools[0].config", "tools[0].description", "tools[0].headers.X-Y", "tools[0].headers.a b", "tools[0].method",
          "tools[0].name", "tools[0].parameters.type", "tools[0].secret", "tools[0].timeout_ms", "tools[0].url",
          "tools[1].description", "tools[1].name", "tools[1].url",
        ])
    }
  }
}
