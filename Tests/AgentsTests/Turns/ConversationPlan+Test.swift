import Agents

extension ConversationPlan {
  static let test = ConversationPlan(
    instructions: "Be kind.", firstMessage: "Hello, how can I help?", tools: [.system(.endCall), .system(.skipTurn)])

  /// The caller speaks first.
  static var silent: ConversationPlan {
    var plan = test
    plan.firstMessage = ""
    return plan
  }
}

extension EngineError {
  static let test = EngineError(engine: "test", code: .failed, message: "it was told to fail")
}
