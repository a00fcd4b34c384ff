internal import Agents
internal import Foundation
internal import Identifiers

/// A streamed chat completion as it grows: events go in, pieces of the reply come out.
struct ChatReply: Sendable {
  /// The server broke off, or sent what is no chat completion; a sentence.
  struct Broken: Error, Equatable {
    var message: String
  }

  private struct PartialCall {
    var id = ""
    var name = ""
    var arguments = ""
  }

  private var events = ServerSentEvents()
  private var calls: [Int: PartialCall] = [:]
  private(set) var isDone = false
  private var saidSomething = false

  init() {}

  mutating func receive(_ bytes: some Sequence<UInt8>) throws -> [ModelPiece] {
    try events.receive(bytes).flatMap { try receive(event: $0) }
  }

  /// The end of the body: the tool calls, now that they are whole.
  mutating func finish() throws -> [ModelPiece] {
    var pieces = try events.finish().flatMap { try receive(event: $0) }
    pieces += try calls.sorted { $0.key < $1.key }.map { index, call in
      guard !call.name.isEmpty else { throw Broken(message: "it called a tool without a name") }
      return .toolCall(
        ToolCall(
          id: call.id.isEmpty ? "call_\(index)" : call.id, name: call.name, arguments: try arguments(call.arguments)))
    }
    guard isDone || saidSomething || !pieces.isEmpty else { throw Broken(message: "it answered nothing") }
    return pieces
  }

  private mutating func receive(event: [UInt8]) throws -> [ModelPiece] {
    guard !isDone else { return [] }
    if event == Array("[DONE]".utf8) {
      isDone = true
      return []
    }
    guard let chunk = try? JSONDecoder().decode(ChatCompletionChunk.self, from: Data(event)) else {
      throw Broken(message: "it sent what is not a chat completion")
    }
    if let error = chunk.error { throw Broken(message: String((error.message ?? "it failed").prefix(200))) }
    guard let delta = chunk.choices?.first?.delta ?? chunk.choices?.first?.message else { return [] }
    for (position, part) in (delta.toolCalls ?? []).enumerated() {
      // Some servers number no calls, and send each whole.
      let index = part.index ?? (part.id == nil ? position : calls.count)
      calls[index, default: PartialCall()].id += part.id ?? ""
      calls[index, default: PartialCall()].name += part.function?.name ?? ""
      calls[index, default: PartialCall()].arguments += part.function?.arguments ?? ""
    }
    guard let text = delta.content, !text.isEmpty else { return [] }
    saidSomething = true
    return [.text(text)]
  }

  /// Models write a tool's arguments as JSON in a string, and nothing for none.
  private func arguments(_ text: String) throws -> JSONValue {
    if text.isBlank { return .object([:]) }
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)), case .object = value else {
      throw Broken(message: "it called a tool with arguments that are not a JSON object")
    }
    return value
  }
}
