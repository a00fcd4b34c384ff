/// An agent's texts with the variables of one call filled in, and its rules: all that a conversation goes by.
public struct ConversationPlan: Hashable, Sendable {
  public var instructions: String
  /// Empty: the caller speaks first.
  public var firstMessage: String
  /// BCP 47.
  public var language: String
  public var speech: SpeechSettings
  public var turnHandling: TurnHandling
  public var tools: [AgentTool]
  /// From the first message on; nil: as long as it takes.
  public var longestCall: Duration?
  /// What could not be filled in, for the call's record.
  public var warnings: [String]

  /// What the model is asked first, but for the caller's words: every later request begins the same.
  var firstRequest: ModelRequest {
    ModelRequest(
      instructions: instructions,
      turns: (firstMessage.isEmpty ? [] : [.assistant(firstMessage)]) + [.user("Hello.")],
      tools: tools.map(\.description), language: language)
  }

  public init(
    instructions: String, firstMessage: String = "", language: String = "en", speech: SpeechSettings = .init(),
    turnHandling: TurnHandling = .init(), tools: [AgentTool] = [], longestCall: Duration? = nil,
    warnings: [String] = []
  ) {
    self.instructions = instructions
    self.firstMessage = firstMessage
    self.language = language
    self.speech = speech
    self.turnHandling = turnHandling
    self.tools = tools
    self.longestCall = longestCall
    self.warnings = warnings
  }

  /// The first message in pieces that are synthesized one by one: sentences, short ones together with the next, so that
  /// it is known which of them were heard.
  var opening: [String] {
    var pieces: [String] = []
    for sentence in SentenceSplitter.split(firstMessage) where PlainText.isSpeakable(sentence) {
      if let last = pieces.last, last.count < 24 {
        pieces[pieces.count - 1] = last + " " + sentence
      } else {
        pieces.append(sentence)
      }
    }
    return pieces
  }

  /// - Parameter limit: the server's longest call; the agent's own counts when it is shorter.
  public init(agent: Agent, variables: Variables, limit: Duration? = nil) {
    let prompt = Template(agent.prompt).render(variables.values)
    let firstMessage = Template(agent.firstMessage).render(variables.values)
    let own = agent.maxCallDurationSeconds.map { Duration.seconds($0) }
    var warnings = variables.warnings
    var missing = prompt.warnings + firstMessage.warnings
    let tools = agent.tools.map { tool in
      guard case .webhook(let webhook) = tool else { return tool }
      let rendered = webhook.rendered(with: variables.values)
      missing += rendered.warnings
      return .webhook(rendered.tool)
    }
    for warning in missing where !warnings.contains(warning) {
      warnings.append(warning)
    }
    self.init(
      instructions: prompt.text, firstMessage: firstMessage.text.trimmingWhitespace(), language: agent.language,
      speech: agent.speech, turnHandling: agent.turnHandling, tools: tools,
      longestCall: [own, limit].compactMap { $0 }.min(), warnings: warnings)
  }
}
