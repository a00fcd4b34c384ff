/// A call on hold: the agent's voice stands still, and goes on where it stood when the caller comes back.
extension TurnTaking {
  mutating func putOnHold(_ isOnHold: Bool) {
    guard isOnHold != self.isOnHold else { return }
    self.isOnHold = isOnHold
    if isOnHold { return emit(.hold) }
    silence.restart(at: now)
    if var utterance = floor.utterance {
      utterance.stuckAt = now + utterance.ledger.remaining + limits.playout
      floor.utterance = utterance
    }
    // Speech over the agent holds it as well, and lets it go on by itself.
    if case .contested(_, _, .held) = floor { return }
    emit(.release)
  }

  /// Playing cannot be stuck while it stands still.
  func deadline(of utterance: Utterance) -> Duration? { isOnHold ? utterance.engineDeadline : utterance.deadline }
}
