internal import Identifiers

/// The language model of an agent that has none: an automated front desk.
///
/// It greets, answers with sentences of the agent's prompt, takes a name, a number and a message and reads them back,
/// says that it cannot put anyone through unless a transfer is configured, and ends the call when the caller says
/// goodbye. It never invents: what the prompt does not say it does not know. English only. It keeps nothing: each
/// reply follows from the turns so far.
public struct FrontDesk: LanguageModel {
  public init() {}

  public func reply(to request: ModelRequest) -> AsyncThrowingStream<ModelPiece, any Error> {
    let pieces = Self.pieces(for: request)
    return AsyncThrowingStream { continuation in
      for piece in pieces { continuation.yield(piece) }
      continuation.finish()
    }
  }

  /// What it says to `request`.
  public static func pieces(for request: ModelRequest) -> [ModelPiece] {
    var dialogue = FrontDeskDialogue(facts: FactBook(request.instructions))
    var line = FrontDeskLine.say("How can I help you?")
    for turn in request.turns {
      if case .user(let text) = turn { line = dialogue.answer(text) }
    }
    switch line {
    case .say(let text):
      return [.text(text)]
    case .transfer:
      if case .toolResult? = request.turns.last { return [.text(FrontDeskLine.transferFailed)] }
      guard let number = transferNumber(in: request.tools) else { return [.text(FrontDeskLine.noTransfer)] }
      return [
        .text("One moment, I will put you through."),
        call(SystemTool.Name.transferToNumber.rawValue, ["number": number]),
      ]
    case .goodbye(let text):
      guard request.tools.contains(where: { $0.name == SystemTool.Name.endCall.rawValue }) else { return [.text(text)] }
      return [call(SystemTool.Name.endCall.rawValue, ["message": .string(text), "reason": "the caller said goodbye"])]
    }
  }

  private static func call(_ name: String, _ arguments: JSONValue) -> ModelPiece {
    .toolCall(ToolCall(id: "front_desk", name: name, arguments: arguments))
  }

  /// The first number that a transfer may go to.
  private static func transferNumber(in tools: [ToolDescription]) -> JSONValue? {
    guard let tool = tools.first(where: { $0.name == SystemTool.Name.transferToNumber.rawValue }),
      case .array(let numbers)? = tool.parameters["properties"]?["number"]?["enum"]
    else { return nil }
    return numbers.first
  }
}
