/// The agent's voice: pieces to the synthesizer one after the other, and what was heard of them.
extension TurnTaking {
  /// Gives the next piece to the synthesizer, if it has nothing to do.
  mutating func speakNext() {
    guard var utterance = floor.utterance, utterance.making == nil, !utterance.waiting.isEmpty,
      utterance.ledger.remaining < limits.queuedSpeech
    else { return }
    let text = utterance.waiting.removeFirst()
    let work = makeWork()
    utterance.making = Utterance.Making(work: work, askedAt: now, until: now + limits.synthesis)
    utterance.ledger.add(work, text: text)
    floor.utterance = utterance
    emit(.speak(work, text))
  }

  mutating func synthesized(_ work: WorkID, samples: Int) {
    guard var utterance = floor.utterance, var making = utterance.making, making.work == work else { return }
    utterance.synthesis = utterance.synthesis ?? now - making.askedAt
    making.until = now + limits.synthesis
    utterance.making = making
    utterance.ledger.queued(samples, of: work)
    utterance.stuckAt = now + utterance.ledger.remaining + limits.playout
    floor.utterance = utterance
  }

  mutating func synthesisEnded(_ work: WorkID) {
    guard var utterance = floor.utterance, utterance.making?.work == work else { return }
    guard utterance.ledger.samples(of: work) > 0 else {
      let error = EngineError(engine: "text_to_speech", code: .invalidAnswer, message: "it made no sound")
      return synthesisFailed(work, error)
    }
    utterance.making = nil
    utterance.ledger.made(work)
    utterance.stuckAt = now + utterance.ledger.remaining + limits.playout
    floor.utterance = utterance
    speakNext()
    settle()
  }

  mutating func synthesisFailed(_ work: WorkID, _ error: EngineError) {
    guard var utterance = floor.utterance, utterance.making?.work == work else { return }
    utterance.making = nil
    utterance.ledger.drop(work)
    floor.utterance = utterance
    emit(.note(.engineFailed(error)))
    fail(error.description)
  }

  mutating func played(_ progress: [ClipProgress]) {
    guard var utterance = floor.utterance else { return }
    let before = utterance.ledger.remaining
    utterance.ledger.update(progress)
    if utterance.ledger.remaining != before {
      utterance.stuckAt = now + utterance.ledger.remaining + limits.playout
    }
    if utterance.ledger.startedAt != nil, utterance.answer?.isCommitted == false { commit(&utterance) }
    floor.utterance = utterance
    if case .thinking(let utterance) = floor, utterance.ledger.startedAt != nil { floor = .agent(utterance) }
    speakNext()
    settle()
  }

  /// What the caller said stands, and is answered.
  private mutating func commit(_ utterance: inout Utterance) {
    guard var answer = utterance.answer, !answer.isCommitted else { return }
    answer.isCommitted = true
    utterance.answer = answer
    commit(answer.caller)
  }

  private mutating func commit(_ turn: CallerTurn) {
    let text = turn.text
    guard !text.isEmpty else { return }
    history.append(.user(text))
    let end: Duration = if case .silent(let since) = turn.voice { since } else { now }
    emit(
      .record(
        ConversationMessage(role: .user, content: text, startedAt: turn.startedAt, endedAt: max(end, turn.startedAt))))
  }

  /// Puts an utterance into the record as far as it was heard.
  mutating func close(_ utterance: Utterance, interrupted: Bool) {
    var utterance = utterance
    commit(&utterance)
    if var answer = utterance.answer {
      abandonTools(of: &answer)
      utterance.answer = answer
    }
    let heard = utterance.ledger.heard
    if utterance.answer?.isGood == true, utterance.isOver || !heard.isEmpty { failures = 0 }
    if !heard.isEmpty {
      history.append(.assistant(heard))
      emit(
        .record(
          ConversationMessage(
            role: .assistant, content: heard, startedAt: utterance.ledger.startedAt ?? now, endedAt: now,
            interrupted: interrupted, latency: utterance.latency)))
    }
    history += utterance.answer?.steps ?? []
  }

  /// Goes on when all was said and played.
  mutating func settle() {
    guard let utterance = floor.utterance, utterance.isOver else { return }
    if case .contested(_, _, .held) = floor { return }
    close(utterance, interrupted: false)
    switch utterance.sequel {
    case .end(let reason): return end(reason)
    case .transfer(let target, let call): return beginTransfer(target, call)
    case .press(let keys): emit(.press(makeWork(), keys))
    case .listen: break
    }
    if !utterance.isPrompt { silence.restart(at: now) }
    if case .contested(_, let turn, .goesOn) = floor {
      floor = .caller(turn)
      considerCaller()
    } else {
      floor = .quiet
    }
  }

  mutating func end(_ reason: ConversationEnd) {
    floor = .ended
    emit(.end(reason))
  }

  mutating func cancel(_ utterance: Utterance) {
    for work in utterance.work { emit(.cancel(work)) }
  }

  /// The call ended from outside: what was said is kept.
  mutating func callEnded() {
    switch floor {
    case .waiting, .quiet, .ended: break
    case .transferring(let transfer): callEnded(during: transfer)
    case .caller(let turn): abandon(turn)
    case .thinking(let utterance), .agent(let utterance):
      cancel(utterance)
      close(utterance, interrupted: !utterance.isOver)
    case .contested(let utterance, let turn, _):
      cancel(utterance)
      close(utterance, interrupted: true)
      abandon(turn)
    }
    floor = .ended
  }

  /// The turn is not answered; what is known of it stands in the record.
  mutating func abandon(_ turn: CallerTurn) {
    for (work, _) in turn.pending { emit(.cancel(work)) }
    commit(turn)
  }
}

extension Utterance {
  /// Of an answer: how long its stages took.
  var latency: TurnLatency? {
    guard let answer else { return nil }
    var latency = TurnLatency()
    latency.transcription = answer.caller.transcription?.milliseconds
    latency.synthesis = synthesis?.milliseconds
    if let first = answer.firstPieceAt { latency.languageModel = (first - answer.decidedAt).milliseconds }
    if case .silent(let since) = answer.caller.voice {
      latency.endpointing = (answer.decidedAt - since).milliseconds
      if let started = ledger.startedAt { latency.total = (started - since).milliseconds }
    }
    return latency
  }
}
