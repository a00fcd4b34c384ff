import Agents
import Identifiers

/// What the model is told of an answer.
enum ToolAnswer {
  /// More of an answer would cost the model its attention, and the caller time.
  static let mostBytes = 16 << 10

  static func result(of result: Result<OutsideAnswer, OutsideProblem>) -> ToolResult {
    switch result {
    case .failure(let problem): .failure("\(problem). Whether it was done is not known.")
    case .success(let answer) where !(200..<300).contains(answer.status): .failure(refusal(answer))
    case .success(let answer): .answer(text(of: answer))
    }
  }

  private static func refusal(_ answer: OutsideAnswer) -> String {
    let text = String(decoding: answer.body.prefix(500), as: UTF8.self)
    return "its server answered \(answer.status)" + (text.isEmpty ? "." : ": \(text)")
  }

  private static func text(of answer: OutsideAnswer) -> String {
    let text = String(decoding: answer.body, as: UTF8.self)
    if text.allSatisfy(\.isWhitespace) { return "It is done. The answer was empty." }
    if answer.isCut { return "The answer was longer than \(mostBytes) bytes; this is its beginning: \(text)" }
    if let value = JSONValue(jsonText: text) { return value.jsonText }
    return "The answer is not JSON. It reads: \(text)"
  }
}
