import Agents
import Identifiers
import Testing

@testable import Providers

@Suite struct ChatRequestTests {
  func body(_ request: ModelRequest, temperature: Double? = nil, extra: [String: JSONValue] = [:]) -> JSONValue {
    ChatRequest(request: request, model: "m", temperature: temperature, extraBody: extra).value
  }

  @Test func `turns become messages, tool calls made together one message`() {
    let call = ToolCall(id: "1", name: "end_call", arguments: ["reason": "done"])
    let other = ToolCall(id: "2", name: "skip_turn", arguments: [:])
    let request = ModelRequest(
      instructions: "Be kind.",
      turns: [
        .assistant("Hello."), .user("Bye."), .toolCall(call), .toolCall(other), .toolResult(callID: "1", content: "ok"),
        .toolResult(callID: "2", content: "ok"),
      ], tools: [])
    #expect(
      body(request)["messages"] == [
        ["role": "system", "content": "Be kind."], ["role": "assistant", "content": "Hello."],
        ["role": "user", "content": "Bye."],
        [
          "role": "assistant", "content": .null,
          "tool_calls": [
            [
              "id": "1", "type": "function",
              "function": ["name": "end_call", "arguments": "{\"reason\":\"done\"}"],
            ],
            ["id": "2", "type": "function", "function": ["name": "skip_turn", "arguments": "{}"]],
          ],
        ],
        ["role": "tool", "tool_call_id": "1", "content": "ok"], ["role": "tool", "tool_call_id": "2", "content": "ok"],
      ])
    #expect(body(request)["tools"] == nil)
  }

  @Test func `tools are functions with their schema`() {
    let tool = ToolDescription(name: "end_call", summary: "Hangs up.", parameters: ["type": "object"])
    let request = ModelRequest(instructions: "", turns: [], tools: [tool])
    #expect(
      body(request)["tools"] == [
        [
          "type": "function",
          "function": ["name": "end_call", "description": "Hangs up.", "parameters": ["type": "object"]],
        ]
      ])
  }

  @Test func `an agent's extra members join the body and may replace any but the stream`() {
    let request = ModelRequest(instructions: "", turns: [], tools: [])
    let made = body(request, temperature: 0.5, extra: ["temperature": 0, "seed": 7, "stream": false])
    #expect(made["temperature"] == 0)
    #expect(made["seed"] == 7)
    #expect(made["stream"] == true.json)
    #expect(made["model"] == "m")
  }
}

extension Bool {
  var json: JSONValue { .bool(self) }
}
