import Agents
import AsyncHTTPClient
import Identifiers
import Testing

@testable import Providers

@Suite(.timeLimit(.minutes(1))) struct OpenAIChatModelTests {
  let request = ModelRequest(instructions: "Be brief.", turns: [.user("Hi")], tools: [])

  func model(_ baseURL: String, timeouts: OpenAITimeouts = .init()) -> OpenAIChatModel {
    OpenAIChatModel(
      endpoint: OpenAIEndpoint(baseURL: baseURL, apiKey: "sk-secret", model: "tiny"), http: .shared, timeouts: timeouts)
  }

  func pieces(_ model: OpenAIChatModel) async throws -> [ModelPiece] {
    var pieces: [ModelPiece] = []
    for try await piece in model.reply(to: request) { pieces.append(piece) }
    return pieces
  }

  /// What the model makes of one answer.
  func pieces(of answer: LoopbackServer.Answer, timeouts: OpenAITimeouts = .init()) async throws -> [ModelPiece] {
    try await LoopbackServer([answer]).serve { try await pieces(model($0, timeouts: timeouts)) }
  }

  func text(_ text: String) -> String { #"data: {"choices":[{"index":0,"delta":{"content":"\#(text)"}}]}"# + "\n\n" }

  @Test func `words arrive as the server sends them, and the request carries key, model and stream`() async throws {
    let server = LoopbackServer([.events([text("Hel"), text("lo."), "data: [DONE]\n\n"])])
    let heard = try await server.serve { try await pieces(model($0)) }
    #expect(heard == [.text("Hel"), .text("lo.")])
    let sent = try #require(server.requests.first)
    #expect(sent.hasPrefix("POST /v1/chat/completions HTTP/1.1\r\n"))
    #expect(sent.lowercased().contains("authorization: bearer sk-secret"))
    #expect(sent.contains(#""model":"tiny""#))
    #expect(sent.contains(#""stream":true"#))
  }

  @Test func `events torn anywhere are put together, letters too`() async throws {
    let whole = text("Grüß dich") + "data: [DONE]\n\n"
    let torn = whole.unicodeScalars.map { String($0) }
    #expect(try await pieces(of: .events(torn)) == [.text("Grüß dich")])
  }

  @Test func `a tool call is given once, when it is whole`() async throws {
    let parts = [
      #"{"index":0,"id":"c1","function":{"name":"end_call","arguments":""}}"#,
      #"{"index":0,"function":{"arguments":"{\"reason\":"}}"#, #"{"index":0,"function":{"arguments":"\"done\"}"}}"#,
    ].map { #"data: {"choices":[{"delta":{"tool_calls":[\#($0)]}}]}"# + "\n\n" }
    #expect(
      try await pieces(of: .events([text("Bye.")] + parts + ["data: [DONE]\n\n"])) == [
        .text("Bye."), .toolCall(ToolCall(id: "c1", name: "end_call", arguments: ["reason": "done"])),
      ])
  }

  @Test func `whole tool calls without numbers are kept apart`() async throws {
    let both = #"""
      data: {"choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"one","arguments":"{}"}},{"id":"b","function":{"name":"two","arguments":""}}]}}]}


      """#
    #expect(
      try await pieces(of: .events([both])) == [
        .toolCall(ToolCall(id: "a", name: "one", arguments: [:])),
        .toolCall(ToolCall(id: "b", name: "two", arguments: [:])),
      ])
  }

  @Test(arguments: [
    ("401 Unauthorized", EngineError.Code.unauthorized), ("403 Forbidden", .unauthorized),
    ("404 Not Found", .unavailable), ("429 Too Many Requests", .limited), ("400 Bad Request", .failed),
    ("500 Internal Server Error", .failed), ("504 Gateway Timeout", .timedOut),
  ])
  func `each refusal has its class and says what to do, without the key`(status: String, code: EngineError.Code) async {
    await #expect {
      try await pieces(of: .http(status, [#"{"error":{"message":"model overloaded"}}"#]))
    } throws: { error in
      guard let error = error as? EngineError else { return false }
      return error.code == code && error.message.contains(status.prefix(3)) && !error.message.contains("sk-secret")
    }
  }

  @Test func `the server's own words are passed on`() async {
    await #expect { try await pieces(of: .http("429 Busy", [#"{"error":{"message":"quota exceeded"}}"#])) } throws: {
      "\($0)".contains("quota exceeded")
    }
    await #expect { try await pieces(of: .http("400 Bad", [#"{"error":"no such tool"}"#])) } throws: {
      "\($0)".contains("no such tool")
    }
  }

  @Test(arguments: [
    ["data: nonsense\n\n"], ["data: [DONE]\n\n".replacing("[DONE]", with: #"{"error":{"message":"crashed"}}"#)], [],
  ])
  func `rubbish is an invalid answer`(body: [String]) async {
    await #expect { try await pieces(of: .events(body)) } throws: { ($0 as? EngineError)?.code == .invalidAnswer }
  }

  @Test func `a tool call whose arguments are no object is an invalid answer`() async {
    let call = #"data: {"choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"one","arguments":"[1"}}]}}]}"#
    await #expect { try await pieces(of: .events([call + "\n\n"])) } throws: {
      ($0 as? EngineError)?.code == .invalidAnswer
    }
  }

  @Test func `a server that says nothing is given up`() async {
    let timeouts = OpenAITimeouts(firstByte: .milliseconds(50))
    await #expect { try await pieces(of: .silence, timeouts: timeouts) } throws: {
      ($0 as? EngineError)?.code == .timedOut
    }
  }

  @Test func `a server that stops in the middle is given up`() async {
    let timeouts = OpenAITimeouts(silence: .milliseconds(50))
    await #expect { try await pieces(of: .events([text("Hel")], ending: .stayOpen), timeouts: timeouts) } throws: {
      ($0 as? EngineError)?.code == .timedOut
    }
  }

  @Test func `a connection that breaks before the answer is tried once more`() async throws {
    let server = LoopbackServer([.reset, .events([text("Back.")])])
    #expect(try await server.serve { try await pieces(model($0)) } == [.text("Back.")])
    #expect(server.requests.count == 2)
  }

  @Test func `a connection that breaks twice is not tried a third time`() async {
    let server = LoopbackServer([.reset, .reset, .events([text("Never.")])])
    await #expect { try await server.serve { try await pieces(model($0)) } } throws: { $0 is EngineError }
    #expect(server.requests.count == 2)
  }

  @Test func `a connection that breaks after the first word is not tried again`() async {
    let server = LoopbackServer([.events([text("Hel")], ending: .reset), .events([text("Again.")])])
    _ = try? await server.serve { try await pieces(model($0)) }
    #expect(server.requests.count == 1)
  }

  @Test func `a server that is not there says so`() async throws {
    let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: EngineCatalog.httpConfiguration)
    let model = OpenAIChatModel(
      endpoint: OpenAIEndpoint(baseURL: "http://127.0.0.1:1/v1", model: "tiny"), http: http)
    await #expect { try await pieces(model) } throws: { ($0 as? EngineError)?.code == .unavailable }
    try await http.shutdown()
    await #expect { try await pieces(self.model("nonsense")) } throws: { ($0 as? EngineError)?.code == .unavailable }
  }

  @Test func `who stops listening closes the request`() async throws {
    let server = LoopbackServer([.events([text("Once")], ending: .stayOpen)])
    try await server.serve { baseURL in
      for try await _ in model(baseURL).reply(to: request) { break }
      #expect(await server.closed.first { true } != nil)
    }
  }
}
