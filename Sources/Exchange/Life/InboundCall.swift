import Carriers

/// The life of one incoming call, from the INVITE to the closed record, as a value: what happened and the time go
/// in, what is to be done comes out.
///
/// 180 is sent as soon as the record is open and the media is agreed, 200 when the agent can speak, and the agent begins
/// at the ACK, or at the first sound from a caller whose ACK was lost.
public struct InboundCall: CallLife {
  /// Longest time an agent may take to get ready before the caller is told that it cannot answer.
  public static let preparationLimit: Duration = .seconds(20)

  private enum State {
    /// Waiting for the look-ups that decide the route.
    case routing
    /// The caller gave up before the route was known; the number that was meant gets its record.
    case abandoned(EndDetail?)
    /// The record is being committed; nothing was promised to the caller yet.
    case recording
    /// Waiting for the agent and the media, in any order; rings from the media on.
    case preparing(agentIsReady: Bool, mediaIsAgreed: Bool, giveUpAt: Duration)
    /// 200 was sent; waiting for the ACK or the first packet.
    case answered
    case connected(ConnectedCall)
    /// Over; nothing more happens.
    case ended
  }

  private var state: State = .routing

  public init() {}

  /// When ``deadlineReached(at:)`` is to be called.
  public var deadline: Duration? {
    switch state {
    case .preparing(_, _, let giveUpAt): giveUpAt
    case .connected(let call): call.deadline
    case .routing, .abandoned, .recording, .answered, .ended: nil
    }
  }

  public var isOver: Bool { if case .ended = state { true } else { false } }

  public mutating func receive(_ event: CallProgress, at now: Duration) -> [CallEffect] {
    switch (state, event) {
    case (.ended, _): return []
    case (.connected(let call), _): return go(on: call) { $0.receive(event, at: now) }
    case (.routing, .routed(.connect)):
      state = .recording
      return [.openRecord]
    case (.abandoned(let detail), .routed(.connect(let route))): return missed(route, detail)
    case (.abandoned, .routed), (.abandoned, .failed), (.abandoned, .shutDown):
      state = .ended
      return [.finish]
    case (.abandoned, _): return []
    case (.routing, .callerGaveUp(let detail)):
      state = .abandoned(detail)
      return []
    case (.routing, .routed(.challenge(let stale))):
      state = .ended
      return [.challenge(stale: stale), .finish]
    case (.routing, .routed(.refuse(let refusal))):
      return refuse(refusal, keepingRecord: false)
    case (.recording, .recordOpened):
      state = .preparing(agentIsReady: false, mediaIsAgreed: false, giveUpAt: now + Self.preparationLimit)
      return [.prepare]
    case (.preparing(_, let media, let giveUpAt), .agentReady):
      return prepared(agentIsReady: true, mediaIsAgreed: media, giveUpAt: giveUpAt)
    case (.preparing(let agent, _, let giveUpAt), .mediaAgreed):
      // Not before: what cannot be agreed on is refused without having rung.
      return [.ring] + prepared(agentIsReady: agent, mediaIsAgreed: true, giveUpAt: giveUpAt)
    case (.answered, _): return receiveAnswered(event, at: now)
    case (.preparing, .failed(let refusal)): return refuse(refusal, keepingRecord: true)
    case (_, .failed(let refusal)): return refuse(refusal, keepingRecord: false)
    default: return end(by: event)
    }
  }

  public mutating func deadlineReached(at now: Duration) -> [CallEffect] {
    if case .connected(let call) = state { return go(on: call) { $0.deadlineReached(at: now) } }
    guard case .preparing(_, _, let giveUpAt) = state, now >= giveUpAt else { return [] }
    return refuse(
      Refusal(
        status: 480, phrase: "Agent is not ready",
        explanation: "the agent was not ready within \(Self.preparationLimit.components.seconds) s; see its engines",
        endReason: .agentError), keepingRecord: true)
  }

  private mutating func go(
    on call: ConnectedCall, _ work: (inout ConnectedCall) -> [CallEffect]
  ) -> [CallEffect] {
    var call = call
    let effects = work(&call)
    state = call.isOver ? .ended : .connected(call)
    return effects
  }

  private mutating func receiveAnswered(_ event: CallProgress, at now: Duration) -> [CallEffect] {
    switch event {
    case .confirmed, .soundArrived:
      state = .connected(ConnectedCall())
      return [.startConversation]
    // The ACK is still awaited: when it does not come either, that ends the call (RFC 3261 §13.3.1.4).
    case .soundStopped: return []
    // An answer that was never acknowledged connected nobody.
    case .connectionLost(let detail): return close(.dialFailed, detail)
    default:
      var call = ConnectedCall()
      let effects = call.receive(event, at: now)
      if call.isOver { state = .ended }
      return effects
    }
  }

  private mutating func missed(_ route: Route, _ detail: EndDetail?) -> [CallEffect] {
    state = .ended
    let refusal = Refusal(
      status: 487, phrase: "Request Terminated", explanation: "the caller gave up at once", number: route.number,
      trunk: route.trunk.id, endReason: .cancelled)
    return [.recordRefusal(refusal, CallEnding(status: .failed, reason: .cancelled, detail: detail)), .finish]
  }

  private mutating func prepared(agentIsReady: Bool, mediaIsAgreed: Bool, giveUpAt: Duration) -> [CallEffect] {
    if agentIsReady && mediaIsAgreed {
      state = .answered
      return [.answer]
    }
    state = .preparing(agentIsReady: agentIsReady, mediaIsAgreed: mediaIsAgreed, giveUpAt: giveUpAt)
    return []
  }

  /// A refusal before the record is open leaves a failed record only where a number was hit.
  private mutating func refuse(_ refusal: Refusal, keepingRecord: Bool) -> [CallEffect] {
    state = .ended
    let ending = CallEnding(
      status: .failed, reason: refusal.endReason,
      detail: EndDetail(sipCode: refusal.status, sipReason: refusal.phrase))
    if keepingRecord { return [.refuse(refusal), .stopConversation, .closeRecord(ending), .finish] }
    if refusal.number != nil { return [.refuse(refusal), .recordRefusal(refusal, ending), .finish] }
    return [.refuse(refusal), .finish]
  }

  /// Before the answer.
  private mutating func end(by event: CallProgress) -> [CallEffect] {
    switch event {
    case .callerGaveUp(let detail): return close(.cancelled, detail)
    case .callerHungUp(let detail): return close(.callerHangup, detail)
    case .connectionLost(let detail): return close(.dialFailed, detail)
    case .endRequested:
      return giveUp(
        Refusal(
          status: 480, phrase: "Call ended", explanation: "ended over the API while ringing", endReason: .cancelled))
    case .shutDown:
      return giveUp(
        Refusal(
          status: 503, phrase: "Shutting down", explanation: "the server is shutting down",
          endReason: .serverShutdown, retryAfterSeconds: 10))
    default: return []
    }
  }

  private mutating func giveUp(_ refusal: Refusal) -> [CallEffect] {
    if case .preparing = state { return refuse(refusal, keepingRecord: true) }
    return refuse(refusal, keepingRecord: false)
  }

  /// The far end is gone; nothing is to be sent.
  private mutating func close(_ reason: EndReason, _ detail: EndDetail?) -> [CallEffect] {
    defer { state = .ended }
    if case .routing = state { return [.finish] }
    return [
      .stopConversation, .closeRecord(CallEnding(status: .failed, reason: reason, detail: detail)), .finish,
    ]
  }
}
