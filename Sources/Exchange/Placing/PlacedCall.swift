public import Identifiers

/// The life of one call that we place, from its committed record to the closed one, as a value: what happened and the time
/// go in, what is to be done comes out.
///
/// Nobody is rung before the agent can speak. A way that fails without anybody having been rung is followed by the next;
/// whoever declined is not rung again.
public struct PlacedCall: CallLife {
  /// Longest time an agent may take to get ready before the call is given up.
  public static let preparationLimit: Duration = .seconds(20)
  /// How long a way may say nothing at all while there is another.
  public static let silenceLimit: Duration = .seconds(6)
  /// As much more for each further server of the way, which is tried when the one before says nothing.
  public static let serverLimit: Duration = .seconds(5)

  private enum State {
    /// The record is committed; nothing else has begun.
    case waiting
    /// Waiting for the agent and the media's ports, in any order.
    case preparing(agentIsReady: Bool, mediaIsOpen: Bool, giveUpAt: Duration)
    /// The INVITE of this way is about to leave: a name is looked up, or the trunk's pace holds it back.
    case dialling(way: Int)
    /// It left, and nothing came back. With another way to go, that is tried at `nextAt`. When something comes, the call
    /// may ring until `ringUntil`.
    case calling(way: Int, nextAt: Duration?, giveUpAt: Duration, ringUntil: Duration)
    /// Something came back.
    case proceeding(way: Int, isRinging: Bool, giveUpAt: Duration)
    /// Answered; keys are pressed before the agent speaks. `next` is the number of the next one.
    case pressing(ConnectedCall, KeySequence, since: Duration, next: Int)
    case connected(ConnectedCall)
    case ended
  }

  private var state = State.waiting
  private let ways: Int
  private let ringingTimeout: Duration
  private let keys: KeySequence?

  /// - Parameters:
  ///   - ways: how many trunks it may go by, at least one.
  ///   - keys: what is dialled after the answer, before the agent's first word.
  public init(ways: Int, ringingTimeout: Duration, keys: KeySequence? = nil) {
    self.ways = ways
    self.ringingTimeout = ringingTimeout
    self.keys = keys
  }

  public var deadline: Duration? {
    switch state {
    case .preparing(_, _, let giveUpAt): giveUpAt
    case .calling(_, let nextAt, let giveUpAt, _): min(nextAt ?? giveUpAt, giveUpAt)
    case .proceeding(_, _, let giveUpAt): giveUpAt
    case .pressing(_, let keys, let since, let next):
      since + (next < keys.steps.count ? keys.steps[next].at : keys.duration)
    case .connected(let call): call.deadline
    case .waiting, .dialling, .ended: nil
    }
  }

  public var isOver: Bool { if case .ended = state { true } else { false } }

  public mutating func receive(_ event: CallProgress, at now: Duration) -> [CallEffect] {
    // Of a way that was left nobody wants to hear.
    if let told = event.way, told != way { return [] }
    switch (state, event) {
    case (.ended, _): return []
    case (.connected(let call), _), (.pressing(let call, _, _, _), _): return go(on: call, event, at: now)
    case (.waiting, .recordOpened):
      state = .preparing(agentIsReady: false, mediaIsOpen: false, giveUpAt: now + Self.preparationLimit)
      return [.prepare]
    case (.preparing(_, let media, let giveUpAt), .agentReady):
      return prepared(agentIsReady: true, mediaIsOpen: media, giveUpAt: giveUpAt)
    case (.preparing(let agent, _, let giveUpAt), .mediaAgreed):
      return prepared(agentIsReady: agent, mediaIsOpen: true, giveUpAt: giveUpAt)
    case (.dialling(let way), .placed(_, let servers)):
      let patience = Self.silenceLimit + Self.serverLimit * max(0, servers - 1)
      state = .calling(
        way: way, nextAt: way + 1 < ways ? now + patience : nil, giveUpAt: now + max(ringingTimeout, patience),
        ringUntil: now + ringingTimeout)
      return []
    case (.dialling(let way), .proceeding(_, let isRinging)):
      state = .proceeding(way: way, isRinging: isRinging, giveUpAt: now + ringingTimeout)
      return []
    case (.calling(let way, _, _, let ringUntil), .proceeding(_, let isRinging)):
      // A later server of the way may have taken it when the first ones had used up the time.
      state = .proceeding(
        way: way, isRinging: isRinging, giveUpAt: ringUntil > now ? ringUntil : now + ringingTimeout)
      return []
    case (.proceeding(let way, let rang, let giveUpAt), .proceeding(_, let isRinging)):
      state = .proceeding(way: way, isRinging: rang || isRinging, giveUpAt: giveUpAt)
      return []
    case (.calling, .answered), (.proceeding, .answered), (.dialling, .answered): return answered(at: now)
    case (.dialling(let way), .attemptFailed(_, let outcome)),
      (.calling(let way, _, _, _), .attemptFailed(_, let outcome)):
      return failed(outcome, way: way, rang: false)
    case (.proceeding(let way, let rang, _), .attemptFailed(_, let outcome)):
      return failed(outcome, way: way, rang: rang)
    default: return end(by: event)
    }
  }

  public mutating func deadlineReached(at now: Duration) -> [CallEffect] {
    switch state {
    case .preparing(_, _, let giveUpAt) where now >= giveUpAt:
      return close(
        .agentError,
        EndDetail(
          explanation: "the agent was not ready within \(Self.preparationLimit.components.seconds) s, so nobody was "
            + "called; see its engines"))
    case .calling(_, _, let giveUpAt, _) where now >= giveUpAt: return close(.dialFailed, DialOutcome.silence.detail)
    case .calling(let way, let nextAt?, _, _) where now >= nextAt:
      state = .dialling(way: way + 1)
      return [.withdraw, .dial(way: way + 1)]
    // Nobody was rung in all that time: the way is no good.
    case .proceeding(let way, isRinging: false, let giveUpAt) where now >= giveUpAt && way + 1 < ways:
      state = .dialling(way: way + 1)
      return [.withdraw, .dial(way: way + 1)]
    case .proceeding(_, _, let giveUpAt) where now >= giveUpAt:
      return close(.dialNoAnswer, DialOutcome.unanswered(after: ringingTimeout))
    case .pressing(let call, let keys, let since, let next): return press(call, keys, since: since, next: next, at: now)
    case .connected(var call):
      let effects = call.deadlineReached(at: now)
      state = call.isOver ? .ended : .connected(call)
      return effects
    case .waiting, .preparing, .dialling, .calling, .proceeding, .ended: return []
    }
  }

  /// The way that is under way.
  private var way: Int? {
    switch state {
    case .dialling(let way), .calling(let way, _, _, _), .proceeding(let way, _, _): way
    case .waiting, .preparing, .pressing, .connected, .ended: nil
    }
  }

  private mutating func prepared(agentIsReady: Bool, mediaIsOpen: Bool, giveUpAt: Duration) -> [CallEffect] {
    guard agentIsReady, mediaIsOpen else {
      state = .preparing(agentIsReady: agentIsReady, mediaIsOpen: mediaIsOpen, giveUpAt: giveUpAt)
      return []
    }
    state = .dialling(way: 0)
    return [.dial(way: 0)]
  }

  // MARK: Connected

  private mutating func answered(at now: Duration) -> [CallEffect] {
    guard let keys, keys.duration > .zero else {
      state = .connected(ConnectedCall())
      return [.connect, .startConversation]
    }
    return [.connect] + press(ConnectedCall(), keys, since: now, next: 0, at: now)
  }

  private mutating func press(
    _ call: ConnectedCall, _ keys: KeySequence, since: Duration, next: Int, at now: Duration
  ) -> [CallEffect] {
    var next = next
    var effects: [CallEffect] = []
    while next < keys.steps.count, since + keys.steps[next].at <= now {
      effects.append(.press(keys.steps[next].key))
      next += 1
    }
    if next == keys.steps.count, since + keys.duration <= now {
      state = .connected(call)
      return effects + [.startConversation]
    }
    state = .pressing(call, keys, since: since, next: next)
    return effects
  }

  private mutating func go(on call: ConnectedCall, _ event: CallProgress, at now: Duration) -> [CallEffect] {
    var call = call
    let effects = call.receive(event, at: now)
    if call.isOver {
      state = .ended
    } else if case .connected = state {
      state = .connected(call)
    }
    return effects
  }

  // MARK: Not connected

  private mutating func failed(_ outcome: DialOutcome, way: Int, rang: Bool) -> [CallEffect] {
    guard outcome.mayGoAnotherWay, !rang, way + 1 < ways else { return close(outcome.reason, outcome.detail) }
    state = .dialling(way: way + 1)
    return [.dial(way: way + 1)]
  }

  private mutating func end(by event: CallProgress) -> [CallEffect] {
    switch event {
    case .failed(let refusal):
      // The status is what we would have said; the far end said none.
      return close(refusal.endReason, EndDetail(explanation: refusal.explanation))
    case .endRequested:
      return close(.cancelled, EndDetail(explanation: "ended over the API before anybody answered"))
    case .shutDown: return close(.serverShutdown, EndDetail(explanation: "the server was shut down"))
    case .callerHungUp(let detail), .connectionLost(let detail), .callerGaveUp(let detail):
      return close(.dialFailed, detail)
    default: return []
    }
  }

  /// CANCEL, if anybody is rung; nothing else is to come.
  private mutating func close(_ reason: EndReason, _ detail: EndDetail?) -> [CallEffect] {
    state = .ended
    return [
      .hangUp, .stopConversation, .closeRecord(CallEnding(status: .failed, reason: reason, detail: detail)), .finish,
    ]
  }
}

extension CallProgress {
  /// Of which way it tells, where it tells of one.
  fileprivate var way: Int? {
    switch self {
    case .placed(let way, _), .proceeding(let way, _), .attemptFailed(let way, _): way
    default: nil
    }
  }
}
