/// The part of a call's life in which both sides are connected, whoever placed it: what happened and the time go in, what is
/// to be done comes out.
public struct ConnectedCall: CallLife {
  /// How long the far end has to hang up after it put the caller through, before we do.
  public static let handOverLimit: Duration = .seconds(1)

  private enum State {
    case talking
    /// As `talking`, and the far end is trying to put the caller through: when it hangs up, it has. Once it will say no
    /// more of that, it is `talking` again from `until` on.
    case transferring(until: Duration?)
    /// The caller was put through; the far end is expected to hang up.
    case handedOver(giveUpAt: Duration)
    /// Over; nothing more happens.
    case ended
  }

  private var state = State.talking

  public init() {}

  public var deadline: Duration? {
    switch state {
    case .transferring(let until): until
    case .handedOver(let giveUpAt): giveUpAt
    case .talking, .ended: nil
    }
  }

  public var isOver: Bool { if case .ended = state { true } else { false } }

  public mutating func receive(_ event: CallProgress, at now: Duration) -> [CallEffect] {
    switch (state, event) {
    case (.ended, _): return []
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
      return close(.transferred, detail)
    case (.handedOver, _): return receiveHandedOver(event)
    case (_, .callerHungUp(let detail)): return close(.callerHangup, detail)
    case (_, .connectionLost(let detail)): return close(.dialFailed, detail)
    case (_, .failed(let refusal)): return hangUp(refusal.endReason)
    case (_, .soundStopped): return hangUp(.mediaTimeout)
    case (_, .conversationEnded(let reason)): return hangUp(reason)
    case (_, .endRequested): return hangUp(.agentEnded)
    case (_, .shutDown): return hangUp(.serverShutdown)
    default: return []
    }
  }

  public mutating func deadlineReached(at now: Duration) -> [CallEffect] {
    switch state {
    case .transferring(let until?) where now >= until:
      state = .talking
      return []
    case .handedOver(let giveUpAt) where now >= giveUpAt: return hangUp(.transferred)
    case .talking, .transferring, .handedOver, .ended: return []
    }
  }

  /// The caller is with somebody else, however this call ends.
  private mutating func receiveHandedOver(_ event: CallProgress) -> [CallEffect] {
    switch event {
    case .soundStopped, .endRequested, .shutDown: hangUp(.transferred)
    case .connectionLost(let detail): close(.transferred, detail)
    default: []
    }
  }

  private mutating func hangUp(_ reason: EndReason) -> [CallEffect] {
    state = .ended
    // BYE first: it must not wait for an engine that hangs.
    return [
      .hangUp, .stopConversation, .closeRecord(CallEnding(status: .completed, reason: reason, detail: nil)), .finish,
    ]
  }

  /// The far end is gone; nothing is to be sent.
  private mutating func close(_ reason: EndReason, _ detail: EndDetail?) -> [CallEffect] {
    state = .ended
    return [
      .stopConversation, .closeRecord(CallEnding(status: .completed, reason: reason, detail: detail)), .finish,
    ]
  }
}
