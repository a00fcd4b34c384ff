import Identifiers

/// Putting the caller through: asked for by the model, begun when all was said, and answered to the model if it fails.
extension TurnTaking {
  /// What the model wants is one of the agent's own targets, or a sentence that says what it may want.
  func target(of call: ToolCall, among targets: [TransferTarget]) -> Result<TransferTarget, ToolRefusal> {
    guard failedTransfers < limits.transfersInTurn else {
      return .failure(
        ToolRefusal(explanation: "It failed \(failedTransfers) times. Do not try again; offer something else."))
    }
    let wanted = call.arguments["number"]?.stringValue ?? ""
    if let target = targets.first(where: { $0.name == wanted }) { return .success(target) }
    let names = targets.map(\.name).joined(separator: ", ")
    return .failure(
      ToolRefusal(explanation: "The caller cannot be put through to \"\(wanted.prefix(64))\". There is: \(names)."))
  }

  /// All that had to be said before was heard.
  mutating func beginTransfer(_ target: TransferTarget, _ call: ToolCall) {
    let work = makeWork()
    floor = .transferring(
      Transfer(
        work: work, target: target, call: call, startedAt: now, until: now + limits.transfer))
    emit(.transfer(work, target))
  }

  mutating func transferEnded(_ work: WorkID, _ outcome: TransferOutcome) {
    guard case .transferring(let transfer) = floor, transfer.work == work else { return }
    let result =
      switch outcome {
      case .done: "The caller was put through to \(transfer.target.name)."
      case .failed(let reason): "The caller could not be put through and is still here: \(reason)"
      }
    record(result, of: transfer)
    switch outcome {
    case .done: end(.transferred)
    case .failed:
      failedTransfers += 1
      history += [.toolCall(transfer.call), .toolResult(callID: transfer.call.id, content: result)]
      silence.restart(at: now)
      answerAfterTransfer()
    }
  }

  mutating func transferIsLate() {
    guard case .transferring(let transfer) = floor, now >= transfer.until else { return }
    emit(.cancel(transfer.work))
    transferEnded(transfer.work, .failed(reason: "nobody answered in time"))
  }

  /// The caller is gone while it was under way: whoever took the caller away need not say more.
  mutating func callEnded(during transfer: Transfer) {
    record("The caller left while being put through to \(transfer.target.name).", of: transfer)
  }

  private mutating func record(_ result: String, of transfer: Transfer) {
    emit(
      .record(
        ConversationMessage(
          role: .tool, content: result, toolName: transfer.call.name, toolArguments: transfer.call.arguments,
          toolResult: .string(result), startedAt: transfer.startedAt, endedAt: now)))
  }
}

/// Why a model's wish cannot be fulfilled, as it is told.
struct ToolRefusal: Error {
  let explanation: String
}
