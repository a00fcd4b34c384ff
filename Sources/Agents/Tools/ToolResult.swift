/// What came of running a tool of the owner's.
public enum ToolResult: Hashable, Sendable {
  /// In words for the model.
  case answer(String)
  /// Why there is no answer, in a sentence.
  case failure(String)

  /// As the model is told.
  public var text: String {
    switch self {
    case .answer(let text): text
    case .failure(let reason): "The tool failed: \(reason)"
    }
  }
}
