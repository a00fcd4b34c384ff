import Store
import Identifiers
import Hummingbird
import Testing

struct EnvelopeTests {
  @Test func `a path that is not there answers 404 in the envelope`() async throws {
    try await TestServer.run { server in
      for path in ["/nothing", "/v1/nothing", "/v1/agents/x/y/z"] {
        let answer = try await server.send(.get, path)
        #expect(answer.status == .notFound)
        #expect(answer.code == "not_found")
        #expect(answer["request_id"]?.stringValue == answer.header("X-Request-Id"))
      }
    }
  }

  @Test(arguments: ["agents", "sip-trunks", "phone-numbers", "conversations"])
  func `ids of another kind or shape answer the resource's own 404`(resource: String) async throws {
    try await TestServer.run { server in
      let code = [
        "agents": "agent_not_found", "sip-trunks": "sip_trunk_not_found",
        "phone-numbers": "phone_number_not_found", "conversations": "conversation_not_found",
      ][resource]
      for id in ["x", "ws_00000000000000000000000001", "agent_zzz", "%C2%88", "conv_00000000000000000000000009"] {
        let answer = try await server.send(.get, "/v1/\(resource)/\(id)")
        #expect(answer.status == .notFound)
        #expect(answer.code == code, "\(id)")
      }
    }
  }

  @Test func `a method that a path does not take answers 405 and says which it takes`() async throws {
    try await TestServer.run { server in
      let answer = try await server.send(.put, "/v1/agents", "{}")
      #expect(answer.status == .methodNotAllowed)
      #expect(answer.code == "method_not_allowed")
      #expect(answer.headers[.allow] == "POST, GET, HEAD")
      let deep = try await server.send(.post, "/v1/agents/agent_1/variables", "{}")
      #expect(deep.headers[.allow] == "GET, PUT, HEAD")
    }
  }

  @Test func `a body over 1 MiB answers 413`() async throws {
    try await TestServer.run { server in
      let body = #"{"name":""# + String(repeating: "a", count: 1 << 20) + #""}"#
      let answer = try await server.send(.post, "/v1/agents", body)
      #expect(answer.status == .contentTooLarge)
      #expect(answer.code == "payload_too_large")
    }
  }

  @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
  func `a body of another media type answers 415`(type: String) async throws {
    try await TestServer.run { server in
      let answer = try await server.send(.post, "/v1/agents", #"{"name":"a"}"#, headers: [.contentType: type])
      #expect(answer.status == .unsupportedMediaType)
      #expect(answer.code == "unsupported_media_type")
    }
  }

  @Test(arguments: ["", "{", "[]", "\"text\"", "{\"name\":}", "\u{FF}"])
  func `a body that is not a JSON object answers 400`(body: String) async throws {
    try await TestServer.run { server in
      let answer = try await server.send(.post, "/v1/agents", body)
      #expect(answer.status == .badRequest)
      #expect(answer.code == "bad_request")
    }
  }

  @Test func `a request id is echoed when it is printable and short, and made otherwise`() async throws {
    try await TestServer.run { server in
      func echoed(_ id: String) async throws -> String? {
        try await server.send(.get, "/healthz", headers: [HTTPFields.Element.Name("X-Request-Id")!: id])
          .header("X-Request-Id")
      }
      #expect(try await echoed("mine 1") == "mine 1")
      let long = String(repeating: "a", count: 129)
      let made = try await echoed(long)
      #expect(made?.hasPrefix("req_") == true)
      #expect(try await echoed("müll")?.hasPrefix("req_") == true)
    }
  }

  @Test func `a refusal names every bad field at once`() async throws {
    try await TestServer.run { server in
      let answer = try await server.send(
        .post, "/v1/agents",
        """
        {"name":7,"colour":"red","language":"english!","llm":{"temperature":3,"brain":1,"base_url":"ftp://x"},
         "tools":[{"type":"mcp"},{"type":"system","name":"transfer_to_number"},{"type":"system","name":"end_call"},
                  {"type":"system","name":"end_call"},5],
         "turn_handling":{"inactivity_timeout_seconds":1},"save_audio_recording":"yes","webhook_url":"x",
         "max_call_duration_seconds":0,"metadata":[],"id":"agent_1"}
        """)
      #expect(answer.status == .badRequest)
      #expect(answer.code == "validation_failed")
      #expect(
        answer.fields == [
          "colour", "id", "language", "llm.base_url", "llm.brain", "llm.temperature", "max_call_duration_seconds",
          "metadata", "name", "save_audio_recording", "tools[0].type", "tools[1].config.transfers", "tools[3].name",
          "tools[4]",
          "turn_handling.inactivity_timeout_seconds", "webhook_url",
        ])
    }
  }

  @Test(arguments: ["limit=0", "limit=201", "limit=x", "cursor=zzz", "colour=red", "limit=1&limit=2", "agent_id=x"])
  func `a list's bad parameters are named`(query: String) async throws {
    try await TestServer.run { server in
      let answer = try await server.send(.get, "/v1/conversations?\(query)")
      #expect(answer.status == .badRequest)
      #expect(answer.fields == [String(query.split(separator: "=")[0])])
    }
  }
}
