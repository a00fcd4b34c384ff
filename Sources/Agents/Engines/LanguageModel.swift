public import Identifiers

/// Thinks of what to say next.
public protocol LanguageModel: Sendable {
  /// The model's reply, piece by piece. The stream throws ``EngineError``; ending the iteration ends the work.
  func reply(to request: ModelRequest) -> AsyncThrowingStream<ModelPiece, any Error>
  /// Works out beforehand what every reply of a conversation begins with, where that takes long. Called once, as the
  /// agent begins to speak; ends when it is done or cancelled.
  func warm(for request: ModelRequest) async
}

extension LanguageModel {
  /// Nothing: most models are quick enough.
  public func warm(for request: ModelRequest) async {}
}

/// What a language model is asked.
public struct ModelRequest: Sendable, Equatable {
  /// The agent's prompt with its variables filled in.
  public var instructions: String
  /// Oldest first.
  public var turns: [ModelTurn]
  public var tools: [ToolDescription]
  public var language: String

  public init(instructions: String, turns: [ModelTurn], tools: [ToolDescription], language: String = "en") {
    self.instructions = instructions
    self.turns = turns
    self.tools = tools
    self.language = language
  }
}

/// One step of the conversation so far, as a model sees it.
public enum ModelTurn: Sendable, Equatable {
  case user(String)
  /// Only what the caller really heard.
  case assistant(String)
  case toolCall(ToolCall)
  case toolResult(callID: String, content: String)
}

/// A piece of a model's reply, in order.
public enum ModelPiece: Sendable, Equatable {
  /// More text to say.
  case text(String)
  /// A whole tool call; its arguments are an object.
  case toolCall(ToolCall)
}

public struct ToolCall: Sendable, Equatable {
  public var id: String
  public var name: String
  public var arguments: JSONValue

  public init(id: String, name: String, arguments: JSONValue) {
    self.id = id
    self.name = name
    self.arguments = arguments
  }
}

public struct ToolDescription: Sendable, Equatable {
  public var name: String
  public var summary: String
  /// JSON Schema of the arguments.
  public var parameters: JSONValue

  public init(name: String, summary: String, parameters: JSONValue) {
    self.name = name
    self.summary = summary
    self.parameters = parameters
  }
}
