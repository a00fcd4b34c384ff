public import Audio

/// Who takes a seat in a ``Room``, and how sound reaches him.
public enum Participant: Sendable {
  /// A caller or a called party: its media session publishes frames and asks for the mix.
  case phone(identity: String)
  /// An agent: the room writes what it hears into `ear` and plays what is queued in `mouth`, both at the room's rate.
  case agent(identity: String, ear: AudioRing, mouth: PlayoutQueue)

  /// The name that events and lists show.
  public var identity: String {
    switch self {
    case .phone(let identity): identity
    case .agent(let identity, _, _): identity
    }
  }
}
