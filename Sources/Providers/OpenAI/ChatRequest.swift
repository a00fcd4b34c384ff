internal import Agents
internal import Foundation
internal import Identifiers

/// A ``ModelRequest`` as the body of `POST /chat/completions`.
struct ChatRequest: Sendable {
  var request: ModelRequest
  var model: String
  var temperature: Double?
  /// Members that replace or join those made here.
  var extraBody: [String: JSONValue] = [:]

  /// Members in a fixed order: servers keep what they worked out for a prompt that begins with the same bytes.
  var json: [UInt8] { (try? Self.encoder.encode(value)).map(Array.init) ?? [] }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return encoder
  }

  var value: JSONValue {
    var body: [String: JSONValue] = [
      "model": .string(model), "stream": true, "messages": .array(messages),
    ]
    if let temperature { body["temperature"] = .number(temperature) }
    if !request.tools.isEmpty { body["tools"] = .array(request.tools.map(Self.tool)) }
    body.merge(extraBody) { _, extra in extra }
    // The reply is read as a stream whatever the agent's owner wrote.
    body["stream"] = true
    return .object(body)
  }

  private var messages: [JSONValue] {
    var messages: [JSONValue] = []
    if !request.instructions.isEmpty { messages.append(["role": "system", "content": .string(request.instructions)]) }
    var calls: [JSONValue] = []
    // Calls that the model made together must stand in one message, before their results.
    func flushCalls() {
      if !calls.isEmpty { messages.append(["role": "assistant", "content": .null, "tool_calls": .array(calls)]) }
      calls = []
    }
    for turn in request.turns {
      if case .toolCall(let call) = turn {
        calls.append(Self.call(call))
        continue
      }
      flushCalls()
      switch turn {
      case .user(let text): messages.append(["role": "user", "content": .string(text)])
      case .assistant(let text): messages.append(["role": "assistant", "content": .string(text)])
      case .toolResult(let id, let content):
        messages.append(["role": "tool", "tool_call_id": .string(id), "content": .string(content)])
      case .toolCall: break
      }
    }
    flushCalls()
    return messages
  }

  private static func call(_ call: ToolCall) -> JSONValue {
    let arguments = (try? encoder.encode(call.arguments)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    return [
      "id": .string(call.id), "type": "function",
      "function": ["name": .string(call.name), "arguments": .string(arguments)],
    ]
  }

  private static func tool(_ tool: ToolDescription) -> JSONValue {
    [
      "type": "function",
      "function": [
        "name": .string(tool.name), "description": .string(tool.summary), "parameters": tool.parameters,
      ],
    ]
  }
}
