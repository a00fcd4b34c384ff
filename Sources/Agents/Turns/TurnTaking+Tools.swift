import Identifiers

/// Tools of the owner's: begun together, waited for while the agent keeps its turn, and told to the model together.
extension TurnTaking {
  /// Begins the calls of one answer.
  mutating func begin(_ calls: [(tool: WebhookTool, call: ToolCall)], for answer: inout Answer) {
    let tasks = calls.map { tool, call in
      let work = makeWork()
      emit(.run(work, tool, call))
      return ToolWork.Task(work: work, call: call, result: nil)
    }
    let longest = calls.map { Duration.milliseconds($0.tool.timeoutMilliseconds) }.max() ?? .zero
    answer.hasActed = true
    answer.stage = .working(
      ToolWork(
        tasks: tasks, startedAt: now, until: now + longest + limits.toolGrace, sayAt: now + limits.toolQuiet))
  }

  mutating func toolEnded(_ work: WorkID, _ result: ToolResult) {
    guard var utterance = floor.utterance, var answer = utterance.answer, case .working(var tools) = answer.stage,
      let index = tools.tasks.firstIndex(where: { $0.work == work && $0.result == nil })
    else { return }
    tools.tasks[index].result = result.text
    record(tools.tasks[index], of: tools)
    answer.stage = .working(tools)
    if tools.isDone { Self.collect(tools, into: &answer) }
    utterance.answer = answer
    floor.utterance = utterance
    if tools.isDone { askAgain() }
  }

  /// The caller hears that it takes a while; what takes too long has failed.
  mutating func toolDeadlines() {
    guard var utterance = floor.utterance, case .working(var tools) = utterance.answer?.stage else { return }
    if now >= tools.until {
      for work in tools.pending {
        emit(.cancel(work))
        toolEnded(work, .failure("it did not answer in time; whether it was done is not known."))
      }
    } else if now >= tools.sayAt {
      let isSilent = utterance.waiting.isEmpty && utterance.making == nil && utterance.ledger.isPlayedOut
      if isSilent, !isOnHold {
        utterance.waiting.append(tools.said == 0 ? phrases.oneMoment : phrases.stillWorking)
        tools.said += 1
        tools.sayAt = now + limits.toolReminder
      } else {
        tools.sayAt = now + limits.toolQuiet
      }
      utterance.answer?.stage = .working(tools)
      floor.utterance = utterance
      speakNext()
    }
  }

  /// Nobody waits for the results any more: the model must not believe that nothing was done.
  mutating func abandonTools(of answer: inout Answer) {
    guard case .working(var tools) = answer.stage else { return }
    for index in tools.tasks.indices where tools.tasks[index].result == nil {
      tools.tasks[index].result = "Nobody waited for the result. Whether it was done is not known."
      record(tools.tasks[index], of: tools)
    }
    Self.collect(tools, into: &answer)
  }

  private static func collect(_ tools: ToolWork, into answer: inout Answer) {
    for task in tools.tasks {
      answer.steps += [.toolCall(task.call), .toolResult(callID: task.call.id, content: task.result ?? "")]
    }
    answer.stage = .complete
  }

  private mutating func record(_ task: ToolWork.Task, of tools: ToolWork) {
    let result = task.result ?? ""
    emit(
      .record(
        ConversationMessage(
          role: .tool, content: result, toolName: task.call.name, toolArguments: task.call.arguments,
          toolResult: .string(result), startedAt: tools.startedAt, endedAt: now)))
  }
}
