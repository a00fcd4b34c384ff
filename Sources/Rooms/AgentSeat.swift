public import Audio

/// Where an agent hears and speaks in a room of the given rate.
public struct AgentSeat: Sendable {
  public let identity: String
  public let rate: SampleRate
  /// Holds two seconds: what the agent has not heard by then is lost, and counted.
  public let ear: AudioRing
  public let mouth: PlayoutQueue

  public init(identity: String, rate: SampleRate) {
    self.identity = identity
    self.rate = rate
    ear = AudioRing(capacity: rate.hz * 2)
    mouth = PlayoutQueue(rate: rate)
  }

  /// What takes the seat.
  public var participant: Participant { .agent(identity: identity, ear: ear, mouth: mouth) }
}
