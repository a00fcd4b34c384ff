import Identifiers

/// The model: what it is asked, and what is made of what it says.
extension TurnTaking {
  /// The caller's turn is over: ask for an answer to it.
  mutating func ask(_ turn: CallerTurn) {
    failedTransfers = 0
    let question = turn.text
    let work = makeWork()
    let answer = Answer(
      caller: turn, question: question, decidedAt: now,
      stage: .generating(work, askedAt: now, until: now + limits.modelPiece), reply: makeReply())
    think(answer)
    emit(.generate(work, request(history + [.user(question)])))
  }

  private func makeReply() -> Reply {
    let tired = replies.count == 2 && replies[0] == replies[1] ? replies[0] : nil
    return Reply(tired: tired, limits: limits)
  }

  private func request(_ turns: [ModelTurn]) -> ModelRequest {
    ModelRequest(
      instructions: plan.instructions, turns: turns, tools: plan.tools.map(\.description), language: plan.language)
  }

  mutating func generated(_ work: WorkID, _ piece: ModelPiece) {
    guard var utterance = floor.utterance, var answer = utterance.answer,
      case .generating(work, let askedAt, _) = answer.stage
    else { return }
    answer.stage = .generating(work, askedAt: askedAt, until: now + limits.modelPiece)
    switch piece {
    case .text(let text):
      let pieces = answer.reply.append(text)
      if !pieces.isEmpty { answer.firstPieceAt = answer.firstPieceAt ?? now }
      utterance.waiting += pieces
    case .toolCall(let call):
      answer.reply.append(call)
    }
    let isFull = answer.reply.isFull
    utterance.answer = answer
    floor.utterance = utterance
    speakNext()
    if isFull {
      emit(.cancel(work))
      emit(.note(.uselessAnswer("the model did not stop; its answer was cut at \(limits.replyCharacters) characters")))
      generationEnded(work)
    }
  }

  mutating func generationEnded(_ work: WorkID) {
    guard var utterance = floor.utterance, var answer = utterance.answer, case .generating(work, _, _) = answer.stage
    else { return }
    let calls = answer.reply.calls
    var flaw: Reply.Flaw?
    switch answer.reply.finish() {
    case .success(let pieces):
      if !pieces.isEmpty { answer.firstPieceAt = answer.firstPieceAt ?? now }
      utterance.waiting += pieces
    case .failure(let found): flaw = found
    }
    answer.stage = .complete
    let outcome = perform(calls, for: &answer)
    utterance.answer = answer
    switch outcome {
    case .nothing where flaw != nil:
      floor.utterance = utterance
      emit(.note(.uselessAnswer(flaw?.rawValue ?? "")))
      return fail("language_model: \(flaw?.rawValue ?? "")")
    case .nothing, .stay:
      break
    case .askAgain:
      floor.utterance = utterance
      return askAgain()
    case .work(let calls):
      begin(calls, for: &answer)
      utterance.answer = answer
      floor.utterance = utterance
      return speakNext()
    case .press(let keys):
      utterance.sequel = .press(keys)
    case .transfer(let target, let call):
      utterance.sequel = .transfer(target, call)
    case .end(let message):
      utterance.sequel = .end(.agentEnded)
      if let message, !SpokenWords.normalized(answer.text).contains(SpokenWords.normalized(message)) {
        utterance.waiting.append(message)
      }
    }
    if flaw == nil {
      replies = (replies + [SpokenWords.normalized(answer.reply.text)]).suffix(2)
      utterance.answer?.isGood = true
    }
    floor.utterance = utterance
    speakNext()
    settle()
  }

  private enum ToolOutcome {
    /// There were no calls.
    case nothing
    case stay
    /// The model must hear of a result.
    case askAgain
    /// When all was said, these keys are pressed; then the agent listens.
    case press(KeySequence)
    case transfer(TransferTarget, ToolCall)
    case end(message: String?)
    /// The owner's tools are run; then the model must hear of the results.
    case work([(tool: WebhookTool, call: ToolCall)])

    /// Nothing may follow in the same answer.
    var isLast: Bool {
      switch self {
      case .transfer, .end, .press: true
      case .nothing, .stay, .askAgain, .work: false
      }
    }

    var begun: [(tool: WebhookTool, call: ToolCall)] { if case .work(let calls) = self { calls } else { [] } }
  }

  /// Notes what was called and what came of it.
  private mutating func perform(_ calls: [ToolCall], for answer: inout Answer) -> ToolOutcome {
    var outcome = ToolOutcome.nothing
    for call in calls {
      answer.steps.append(.toolCall(call))
      let result: String
      switch plan.tools.first(where: { $0.name == call.name }) {
      case nil:
        let names = plan.tools.map(\.name).joined(separator: ", ")
        result = "There is no tool named \(call.name.prefix(64)). " + (names.isEmpty ? "" : "There is: \(names).")
        if case .nothing = outcome { outcome = .askAgain }
      case .some where outcome.isLast:
        result = "It was not done: another tool of the same answer ends the agent's part."
      case .some where !call.arguments.isArguments:
        result = "The arguments must be a JSON object."
        if case .nothing = outcome { outcome = .askAgain }
      case .webhook(let tool):
        let problems = ArgumentSchema(tool.parameters).problems(in: call.arguments)
        if problems.isEmpty {
          // Its result is not known yet; it is recorded when it is.
          answer.steps.removeLast()
          outcome = .work(outcome.begun + [(tool, call)])
          continue
        }
        result = "It was not done. " + problems.joined(separator: " ")
        if case .nothing = outcome { outcome = .askAgain }
      case .system where !outcome.begun.isEmpty:
        result = "It was not done: the results of the other tools come first."
      case .system(.endCall):
        result = "The call ends."
        let message = call.arguments["message"]?.stringValue.map(PlainText.strip)
        outcome = .end(message: message.flatMap { PlainText.isSpeakable($0) ? $0 : nil })
      case .system(.skipTurn):
        result = "Listening."
        outcome = .stay
      case .system(.playKeypadTouchTone):
        switch Self.keys(of: call) {
        case .success(let keys):
          result = "The keys are pressed as soon as all is said."
          outcome = .press(keys)
        case .failure(let refusal):
          result = refusal.explanation
          if case .nothing = outcome { outcome = .askAgain }
        }
      case .system(.transferToNumber(let targets)):
        switch target(of: call, among: targets) {
        case .success(let target):
          // Its result is not known before it was tried; it is recorded then.
          answer.steps.removeLast()
          outcome = .transfer(target, call)
          continue
        case .failure(let refusal):
          result = refusal.explanation
          if case .nothing = outcome { outcome = .askAgain }
        }
      }
      answer.steps.append(.toolResult(callID: call.id, content: result))
      emit(
        .record(
          ConversationMessage(
            role: .tool, content: result, toolName: call.name, toolArguments: call.arguments,
            toolResult: .string(result), startedAt: now, endedAt: now)))
    }
    return outcome
  }

  private static func keys(of call: ToolCall) -> Result<KeySequence, ToolRefusal> {
    guard let digits = call.arguments["digits"]?.stringValue, !digits.isEmpty else {
      return .failure(ToolRefusal(explanation: "Give the keys in digits."))
    }
    guard digits.count <= 64 else {
      return .failure(ToolRefusal(explanation: "At most 64 keys and pauses can be pressed at once."))
    }
    do { return .success(try KeySequence(digits)) } catch {
      return .failure(ToolRefusal(explanation: "digits \(error)."))
    }
  }

  /// The caller could not be put through: the model says what is to be done now.
  mutating func answerAfterTransfer() {
    let work = makeWork()
    // Nothing was said since; what was said before stands in the record.
    var caller = CallerTurn(speakingSince: now)
    caller.voice = .silent(since: now)
    var answer = Answer(
      caller: caller, question: "", decidedAt: now,
      stage: .generating(work, askedAt: now, until: now + limits.modelPiece), reply: makeReply())
    answer.isCommitted = true
    think(answer)
    emit(.generate(work, request(history)))
  }

  /// Tells the model what came of its tool calls.
  mutating func askAgain() {
    guard var utterance = floor.utterance, var answer = utterance.answer else { return }
    guard answer.rounds < (answer.hasActed ? limits.actingRounds : limits.toolRounds) else {
      let what = answer.hasActed ? "tools and said nothing" : "tools that do not exist"
      emit(.note(.uselessAnswer("the model called \(what) \(answer.rounds) times")))
      return fail("language_model: it calls \(what)")
    }
    let work = makeWork()
    answer.rounds += 1
    answer.earlier = answer.text
    answer.reply = makeReply()
    answer.stage = .generating(work, askedAt: now, until: now + limits.modelPiece)
    var turns = history
    if !answer.isCommitted { turns.append(.user(answer.question)) }
    if PlainText.isSpeakable(answer.earlier) { turns.append(.assistant(answer.earlier)) }
    turns += answer.steps
    utterance.answer = answer
    floor.utterance = utterance
    emit(.generate(work, request(turns)))
  }

  mutating func generationFailed(_ work: WorkID, _ error: EngineError) {
    guard case .generating(work, _, _) = floor.utterance?.answer?.stage else { return }
    floor.utterance?.answer?.stage = .complete
    emit(.note(.engineFailed(error)))
    fail(error.description)
  }
}
