/// The caller: speech, words, keys, and when a turn is over.
extension TurnTaking {
  mutating func heard(_ fact: EarFact) {
    switch fact {
    case .stirred:
      // At the first sound, before it is known to be speech: a caller who has to wait for that talks against us.
      guard case .agent = floor, isInterruptible else { return }
      hushedUntil = now + interruption.longestHush
      emit(.hold)
    case .settled:
      unhush()
    case .began(let start), .resumed(let start):
      callerSpeaks(since: start)
    case .paused(let end, let segment):
      guard floor.callerTurn != nil else { return }
      floor.callerTurn?.voice = .silent(since: end)
      transcribe(segment)
    case .cut(let segment):
      guard floor.callerTurn != nil else { return }
      floor.callerTurn?.voice = .speaking(since: now)
      transcribe(segment)
    }
  }

  /// The sound for which the agent fell silent is known now.
  mutating func unhush() {
    guard hushedUntil != nil else { return }
    emit(.release)
    if let utterance = floor.utterance {
      floor.utterance?.stuckAt = now + utterance.ledger.remaining + limits.playout
    }
  }

  private mutating func callerSpeaks(since start: Duration) {
    if case .agent = floor, isInterruptible { hushedUntil = nil } else { unhush() }
    switch floor {
    case .waiting, .transferring, .ended: return
    case .quiet:
      emit(.note(.callerBegan(overAgent: false)))
      floor = .caller(CallerTurn(speakingSince: start))
    case .caller(var turn):
      turn.voice = .speaking(since: start)
      floor = .caller(turn)
    case .thinking(let utterance):
      guard let answer = utterance.answer else { return }
      // What answers no words of the caller, as after a transfer that failed, is said whatever they say meanwhile; so is
      // what the owner's tools were run for.
      guard !answer.question.isEmpty, !answer.hasActed else {
        floor = .contested(utterance, CallerTurn(speakingSince: start), .goesOn)
        return
      }
      cancel(utterance)
      emit(.silence)
      emit(.note(.callerWentOn))
      var turn = answer.caller
      turn.voice = .speaking(since: start)
      floor = .caller(turn)
    case .agent(let utterance):
      emit(.note(.callerBegan(overAgent: true)))
      let turn = CallerTurn(speakingSince: start)
      guard isInterruptible else {
        floor = .contested(utterance, turn, .goesOn)
        return
      }
      emit(.hold)
      floor = .contested(utterance, turn, .held(yieldAt: start + interruption.surelySpeech))
    case .contested(let utterance, var turn, let contest):
      turn.voice = .speaking(since: start)
      if case .held = contest {
        let yieldAt = start + interruption.surelySpeech
        floor = .contested(utterance, turn, .held(yieldAt: yieldAt))
      } else {
        floor = .contested(utterance, turn, contest)
      }
    }
  }

  /// Whether the caller may take the floor from what is being said. Farewells are said to their end.
  var isInterruptible: Bool {
    guard plan.turnHandling.interruptible, let utterance = floor.utterance else { return false }
    if case .working = utterance.answer?.stage { return false }
    return utterance.sequel == .listen
  }

  private mutating func transcribe(_ segment: SpeechSegment) {
    let work = makeWork()
    let again = segment.spareSamples > 0 ? segment : nil
    if let replaced = floor.callerTurn?.ask(work, for: segment, again: again, at: now) { emit(.cancel(replaced)) }
    // A held agent waits for the words as long as it is polite.
    if case .contested(let utterance, let turn, .held) = floor, case .silent = turn.voice {
      floor = .contested(utterance, turn, .held(yieldAt: now + interruption.patience))
    }
    emit(.transcribe(work, segment.clip))
  }

  mutating func transcribed(_ work: WorkID, _ text: String) {
    guard var turn = floor.callerTurn, turn.awaits(work) else { return }
    if let segment = turn.understood(text, from: work, at: now) {
      let second = makeWork()
      _ = turn.ask(second, for: segment, again: nil, at: now)
      floor.callerTurn = turn
      emit(.transcribe(second, segment.clipWithMoreLeadIn))
      return
    }
    floor.callerTurn = turn
    considerCaller()
    considerContest()
  }

  mutating func transcriptionFailed(_ work: WorkID, _ error: EngineError) {
    guard var turn = floor.callerTurn, turn.awaits(work) else { return }
    emit(.note(.engineFailed(error)))
    turn.giveUp(work)
    floor.callerTurn = turn
    switch (floor, turn.voice) {
    case (.contested(_, _, .goesOn), _), (_, .speaking): return
    case (.contested(let utterance, _, .held), _): yieldFloor(utterance)
    default: break
    }
    abandon(turn)
    floor = .quiet
    fail(error.description)
  }

  /// When the caller's turn may be over.
  func deadline(of turn: CallerTurn) -> Duration? {
    if let since = turn.pending.map(\.since).min() { return since + limits.transcription }
    let since: Duration
    switch turn.voice {
    case .speaking(let since): return since + limits.unnoticedSpeech
    case .silent(let start): since = start
    }
    let text = turn.text
    return text.isEmpty ? since : since + endpointing.wait(after: text)
  }

  /// Takes the turn if it is over: silent for long enough, with all its words known.
  mutating func considerCaller() {
    if case .caller(var turn) = floor, case .speaking(let since) = turn.voice, turn.pending.isEmpty,
      now >= since + limits.unnoticedSpeech
    {
      turn.voice = .silent(since: now)
      floor = .caller(turn)
    }
    guard case .caller(let turn) = floor, case .silent(let since) = turn.voice, turn.pending.isEmpty else { return }
    let text = turn.text
    guard !text.isEmpty else {
      emit(.note(.noise))
      floor = .quiet
      return
    }
    guard now >= since + endpointing.wait(after: text) else { return }
    emit(.note(.turnTaken(silence: now - since)))
    silence.restart(at: now)
    emit(.beginSegment)
    ask(turn)
  }

  /// Decides who has the floor of the two that spoke at once, as soon as it can be known.
  mutating func considerContest() {
    guard case .contested(let utterance, let turn, .held(let yieldAt)) = floor else { return }
    let isSilent = if case .silent = turn.voice { true } else { false }
    if isSilent, turn.pending.isEmpty {
      let text = turn.text
      let goesOn = interruption.isBackchannel(text) && (text.isEmpty || !isAnswered(utterance))
      guard goesOn else { return yieldFloor(to: turn) }
      emit(.note(text.isEmpty ? .noise : .backchannel(text)))
      emit(.beginSegment)
      emit(.release)
      var utterance = utterance
      utterance.stuckAt = now + utterance.ledger.remaining + limits.playout
      floor = .agent(utterance)
      settle()
    } else if now >= yieldAt {
      yieldFloor(to: turn)
    }
  }

  /// With nearly all of it said, a "yes" is an answer.
  private func isAnswered(_ utterance: Utterance) -> Bool {
    utterance.isComplete && utterance.ledger.remaining <= interruption.nearlyDone
  }

  /// The agent gives up what it was saying.
  mutating func yieldFloor(to turn: CallerTurn) {
    guard let utterance = floor.utterance else { return }
    yieldFloor(utterance)
    floor = .caller(turn)
    considerCaller()
  }

  private mutating func yieldFloor(_ utterance: Utterance) {
    cancel(utterance)
    emit(.silence)
    emit(.note(.yielded))
    close(utterance, interrupted: true)
  }

  // MARK: Keys

  mutating func keysComplete() {
    let pressed = keys.take()
    guard !pressed.isEmpty else { return }
    emit(.note(.keys(pressed)))
    silence.restart(at: now)
    switch floor {
    case .waiting, .transferring, .ended: return
    case .quiet:
      ask(CallerTurn(keys: pressed, at: now))
    case .caller(var turn):
      turn.append(keys: pressed)
      floor = .caller(turn)
      considerCaller()
    case .thinking(let utterance):
      guard let answer = utterance.answer else { return }
      guard !answer.hasActed else {
        floor = .contested(utterance, CallerTurn(keys: pressed, at: now), .goesOn)
        return
      }
      cancel(utterance)
      emit(.silence)
      var turn = answer.caller
      turn.append(keys: pressed)
      ask(turn)
    case .agent(let utterance):
      let turn = CallerTurn(keys: pressed, at: now)
      guard isInterruptible else {
        floor = .contested(utterance, turn, .goesOn)
        return
      }
      yieldFloor(to: turn)
      if case .caller(let turn) = floor { ask(turn) }
    case .contested(let utterance, var turn, let contest):
      turn.append(keys: pressed)
      floor = .contested(utterance, turn, contest)
    }
  }
}
