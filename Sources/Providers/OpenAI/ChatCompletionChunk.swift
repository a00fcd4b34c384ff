/// One event of a streamed chat completion; also a whole completion of a server that does not stream.
struct ChatCompletionChunk: Decodable, Sendable {
  struct Choice: Decodable, Sendable {
    var delta: Delta?
    var message: Delta?
  }

  struct Delta: Decodable, Sendable {
    var content: String?
    var toolCalls: [ToolCallPart]?

    enum CodingKeys: String, CodingKey {
      case content
      case toolCalls = "tool_calls"
    }
  }

  struct ToolCallPart: Decodable, Sendable {
    struct Function: Decodable, Sendable {
      var name: String?
      var arguments: String?
    }

    var index: Int?
    var id: String?
    var function: Function?
  }

  /// What a server sends when it fails in the middle.
  struct Failure: Decodable, Sendable { var message: String? }

  var choices: [Choice]?
  var error: Failure?
}
