/// Silence, failure and the end of the time: always a spoken sentence, never dead air.
extension TurnTaking {
  mutating func askForCaller() {
    switch silence.next(at: now) {
    case .ask(let count):
      emit(.note(.askedForCaller(count: count)))
      say([count == 1 ? phrases.stillThere : phrases.stillListening], isPrompt: true)
    case .sayGoodbye:
      say([phrases.nobodyThere], then: .end(.inactivity))
    }
  }

  mutating func timeIsUp() {
    latestEnd = nil
    putOnHold(false)
    switch floor {
    case .waiting, .ended: return
    case .quiet: break
    case .transferring(let transfer):
      // Whoever the caller is being put through to may be about to answer.
      latestEnd = transfer.until + .seconds(1)
      return
    case .caller(let turn): abandon(turn)
    case .thinking(let utterance), .agent(let utterance):
      // A farewell that is being said will do.
      if case .agent = floor, case .end = utterance.sequel { return }
      dropUtterance(utterance)
    case .contested(let utterance, let turn, _):
      dropUtterance(utterance)
      abandon(turn)
    }
    say([phrases.timeIsUp], then: .end(.maxDuration))
  }

  /// An engine did not do its work: say so once, apologize and end the second time.
  mutating func fail(_ detail: String) {
    failures += 1
    let isLast = failures > 1
    let sequel: Utterance.Sequel = isLast ? .end(.engineFailure(detail: detail)) : .listen
    guard let utterance = floor.utterance else {
      return say([isLast ? phrases.apology : phrases.notCaught], then: sequel)
    }
    if utterance.answer == nil || utterance.sequel != .listen {
      // Not even a phrase of our own can be said.
      dropUtterance(utterance)
      let reason: ConversationEnd =
        if case .end(let reason) = utterance.sequel { reason } else { .engineFailure(detail: detail) }
      return end(reason)
    }
    failAnswer(utterance, isLast: isLast, sequel: sequel)
  }

  /// What is already with the caller is said to its end, then the phrase.
  private mutating func failAnswer(_ utterance: Utterance, isLast: Bool, sequel: Utterance.Sequel) {
    var utterance = utterance
    for work in utterance.work { emit(.cancel(work)) }
    if let making = utterance.making { utterance.ledger.drop(making.work) }
    utterance.making = nil
    if var answer = utterance.answer {
      abandonTools(of: &answer)
      answer.stage = .complete
      utterance.answer = answer
    }
    utterance.answer?.isGood = false
    let hasBegun = !utterance.ledger.clips.isEmpty
    utterance.waiting = [isLast ? phrases.apology : hasBegun ? phrases.lostThread : phrases.notCaught]
    utterance.sequel = sequel
    floor.utterance = utterance
    speakNext()
  }

  private mutating func dropUtterance(_ utterance: Utterance) {
    cancel(utterance)
    emit(.silence)
    close(utterance, interrupted: true)
  }

  /// Engines that did not answer in time.
  mutating func engineDeadlines() {
    if let late = floor.callerTurn?.pending.first(where: { now >= $0.since + limits.transcription }) {
      emit(.cancel(late.work))
      transcriptionFailed(late.work, Self.late("speech_to_text"))
    }
    if case .contested(_, _, .held) = floor { return }
    guard let utterance = floor.utterance else { return }
    if case .generating(let work, _, let until) = utterance.answer?.stage, now >= until {
      emit(.cancel(work))
      generationFailed(work, Self.late("language_model"))
    } else if let making = utterance.making, now >= making.until {
      emit(.cancel(making.work))
      synthesisFailed(making.work, Self.late("text_to_speech"))
    } else if utterance.making == nil, !isOnHold, hushedUntil == nil, !utterance.ledger.isPlayedOut,
      now >= utterance.stuckAt
    {
      emit(.note(.engineFailed(EngineError(engine: "playout", code: .timedOut, message: "nothing is being played"))))
      dropUtterance(utterance)
      end(.engineFailure(detail: "playout: nothing is being played"))
    }
  }

  private static func late(_ engine: String) -> EngineError {
    EngineError(engine: engine, code: .timedOut, message: "it did not answer in time; see whether it is overloaded")
  }
}
