import Calls

extension CallProgress {
  /// What an event of the call means for its life; nil when it means nothing there.
  init?(_ event: CallEvent) {
    switch event {
    case .progressed(let attempt, let status, let hasMedia):
      // Many carriers send 183 with the ringing tone, and no 180.
      self = .proceeding(way: attempt, isRinging: status == 180 || hasMedia)
    case .answered: self = .answered
    case .refused(let attempt, let failure): self = .attemptFailed(way: attempt, DialOutcome(failure))
    case .unusable(let refusal): self = .failed(CallWork.noMedia(refusal))
    case .confirmed: self = .confirmed
    case .soundArrived: self = .soundArrived
    case .soundStopped: self = .soundStopped
    case .cancelled(let reasons): self = .callerGaveUp(EndDetail(reasons: reasons))
    case .ended(.hungUp(let reasons)): self = .callerHungUp(EndDetail(reasons: reasons))
    case .ended(.unacknowledged):
      self = .connectionLost(EndDetail(sipReason: "the caller never acknowledged the answer (no ACK)"))
    case .ended(.connectionLost): self = .connectionLost(EndDetail(sipReason: "the caller's connection was lost"))
    case .ended(.dialogLost):
      self = .connectionLost(EndDetail(sipReason: "the far end no longer answered inside the call"))
    case .ended(.sessionExpired):
      self = .connectionLost(EndDetail(sipReason: "the far end gave no sign of life within the session timer"))
    case .ended(.replaced):
      self = .callerHungUp(EndDetail(sipReason: "another call of the far end took its place (Replaces)"))
    case .ended(.local):
      // Only news when it was not us who asked: an answer in the ACK that cannot be used ends the call from below.
      self = .connectionLost(EndDetail(sipReason: "no media could be agreed"))
    case .transfer(.accepted): self = .transferAccepted
    case .transfer(.failed): self = .transferFailed
    case .transfer(.unknown): self = .transferUnknown
    case .transfer, .digit, .held, .signalled, .referred, .moved, .moveFailed: return nil
    }
  }
}

extension EndDetail {
  /// From Reason headers (RFC 3326), like `Q.850;cause=16;text="Normal call clearing"`; nil when there are none.
  init?(reasons: [String]) {
    guard let reason = reasons.first else { return nil }
    let isSIP = reason.lowercased().hasPrefix("sip")
    let cause = reason.firstMatch(of: /(?i)cause\s*=\s*"?(\d{1,6})/).map { String($0.1) }
    self.init(
      sipCode: isSIP ? cause.flatMap { Int($0) } : nil, sipReason: reason, carrierCode: isSIP ? nil : cause)
  }
}
