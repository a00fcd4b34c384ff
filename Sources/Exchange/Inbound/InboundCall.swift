import Carriers

/// The life of one incoming call, from the INVITE to the closed record, as a value: what happened and the time go
/// in, what is to be done comes out.
///
/// 180 is sent as soon as the record is open and the media is agreed, 200 when the agent can speak, and the agent begins
/// at the ACK, or at the first sound from a caller whose ACK was lost.
public struct InboundCall: Sendable {
  /// Longest time an agent may take to get ready before the caller is told that it cannot answer.
  public static let preparationLimit: Duration = .seconds(20)
  /// How long the far end has to hang up after it put the caller through, before we do.
  public static let handOverLimit: Duration = .seconds(1)

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
    case talking
    /// As `talking`, and the far end is trying to put the caller through: when it hangs up, it has. Once it will say no
    /// more of that, it is `talking` again from `until` on.
    case transferring(until: Duration?)
    /// The caller was put through; the far end is expected to hang up.
    case handedOver(giveUpAt: Duration)
    /// Over; nothing more happens.
    case ended
  }

  private var state: State = .routing

  public init() {}

  /// When ``deadlineReached(at:)`` is to be called.
  public var deadline: Duration? {
    switch state {
    case .preparing(_, _, let giveUpAt), .handedOver(let giveUpAt): giveUpAt
    case .transferring(let until): until
    case .routing, .abandoned, .recording, .answered, .talking, .ended: nil
    }
  }

  public var isOver: Bool { if case .ended = state { true } else { false } }

  public mutating func receive(_ event: CallProgress, at now: Duration) -> [CallEffect] {
    switch (state, event) {
    case (.ended, _): return []
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
    case (_, .failed(let refusal)): return fail(refusal)
    case (.recording, .recordOpened):
      state = .preparing(agentIsReady: false, mediaIsAgreed: false, giveUpAt: now + Self.preparationLimit)
      return [.prepare]
    case (.preparing(_, let media, let giveUpAt), .agentReady):
      return prepared(agentIsReady: true, mediaIsAgreed: media, giveUpAt: giveUpAt)
    case (.preparing(let agent, _, let giveUpAt), .mediaAgreed):
      // Not before: what cannot be agreed on is refused without having rung.
      return [.ring] + prepared(agentIsReady: agent, mediaIsAgreed: true, giveUpAt: giveUpAt)
    case (.answered, .confirmed), (.answered, .soundArrived):
      state = .talking
      return [.startConversation]
    case (.talking, .transferAccepted):
      state = .transferring(until: nil)
      return []
    case (.transferring, .transferUnknown):
      state = .transferring(until: now + Self.handOverLimit)
      return []
    case (.transferring, .transferFailed):
      state = .talking
      return []
    case (.talking, .conversationEnded(.transferred)), (.transferring, .conversationEnded(.transferred)):
      state = .handedOver(giveUpAt: now + Self.handOverLimit)
      return [.stopConversation]
    case (.transferring, .callerHungUp(let detail)), (.handedOver, .callerHungUp(let detail)):
      return close(reason: .transferred, detail: detail)
    // The ACK is still awaited: when it does not come either, that ends the call (RFC 3261 §13.3.1.4).
    case (.answered, .soundStopped): return []
    default: return end(by: event)
    }
  }

  private mutating func missed(_ route: Route, _ detail: EndDetail?) -> [CallEffect] {
    state = .ended
    let refusal = Refusal(
      status: 487, phrase: "Request Terminated", explanation: "the caller gave up at once", number: route.number,
      trunk: route.trunk.id, endReason: .cancelled)
    return [.recordRefusal(refusal, CallEnding(status: .failed, reason: .cancelled, detail: detail)), .finish]
  }

  public mutating func deadlineReached(at now: Duration) -> [CallEffect] {
    if case .transferring(let until?) = state, now >= until {
      state = .talking
      return []
    }
    if case .handedOver(let giveUpAt) = state, now >= giveUpAt { return hangUp(reason: .transferred, connected: true) }
    guard case .preparing(_, _, let giveUpAt) = state, now >= giveUpAt else { return [] }
    return fail(
      Refusal(
        status: 480, phrase: "Agent is not ready",
        explanation: "the agent was not ready within \(Self.preparationLimit.components.seconds) s; see its engines",
        endReason: .agentError))
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

  private mutating func fail(_ refusal: Refusal) -> [CallEffect] {
    switch state {
    case .routing, .recording: refuse(refusal, keepingRecord: false)
    case .preparing: refuse(refusal, keepingRecord: true)
    case .handedOver: []
    case .answered, .talking, .transferring: hangUp(reason: refusal.endReason, connected: true)
    case .abandoned, .ended: []
    }
  }

  private mutating func end(by event: CallProgress) -> [CallEffect] {
    if case .handedOver = state {
      // The caller is with somebody else, however this call ends.
      switch event {
      case .soundStopped, .endRequested, .shutDown: return hangUp(reason: .transferred, connected: true)
      case .connectionLost(let detail): return close(reason: .transferred, detail: detail)
      default: return []
      }
    }
    switch event {
    case .callerGaveUp(let detail): return close(reason: .cancelled, detail: detail)
    case .callerHungUp(let detail): return close(reason: .callerHangup, detail: detail)
    case .connectionLost(let detail): return close(reason: .dialFailed, detail: detail)
    case .soundStopped: return hangUp(reason: .mediaTimeout, connected: true)
    case .conversationEnded(let reason): return hangUp(reason: reason, connected: true)
    case .endRequested: return endOnRequest()
    case .shutDown: return shutDown()
    case .routed, .recordOpened, .agentReady, .mediaAgreed, .confirmed, .soundArrived, .failed, .transferAccepted,
      .transferFailed, .transferUnknown:
      return []
    }
  }

  private mutating func endOnRequest() -> [CallEffect] {
    if isConnected { return hangUp(reason: .agentEnded, connected: true) }
    return fail(
      Refusal(status: 480, phrase: "Call ended", explanation: "ended over the API while ringing", endReason: .cancelled)
    )
  }

  private mutating func shutDown() -> [CallEffect] {
    if isConnected { return hangUp(reason: .serverShutdown, connected: true) }
    return fail(
      Refusal(
        status: 503, phrase: "Shutting down", explanation: "the server is shutting down",
        endReason: .serverShutdown, retryAfterSeconds: 10))
  }

  private var isConnected: Bool {
    switch state {
    case .answered, .talking, .transferring, .handedOver: true
    case .routing, .abandoned, .recording, .preparing, .ended: false
    }
  }

  private mutating func hangUp(reason: EndReason, connected: Bool) -> [CallEffect] {
    guard isConnected else { return [] }
    state = .ended
    // BYE first: it must not wait for an engine that hangs.
    return [
      .hangUp, .stopConversation, .closeRecord(CallEnding(status: .completed, reason: reason, detail: nil)), .finish,
    ]
  }

  /// The far end is gone; nothing is to be sent.
  private mutating func close(reason: EndReason, detail: EndDetail?) -> [CallEffect] {
    var status: CallRecord.Status = isConnected ? .completed : .failed
    // An answer that was never acknowledged connected nobody.
    if case .answered = state, reason == .dialFailed { status = .failed }
    defer { state = .ended }
    if case .routing = state { return [.finish] }
    return [.stopConversation, .closeRecord(CallEnding(status: status, reason: reason, detail: detail)), .finish]
  }
}
