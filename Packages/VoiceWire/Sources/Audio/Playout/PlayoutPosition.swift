/// What a ``PlayoutQueue`` has played, at one moment.
public struct PlayoutPosition: Sendable, Equatable {
  /// What the queue is doing.
  public enum Activity: Sendable, Equatable {
    /// Nothing is queued and no clip is open.
    case idle
    /// Samples are queued.
    case playing
    /// A clip was begun and not finished, and all that came of it is played: its maker is behind.
    case waiting
    /// Held by ``PlayoutQueue/pause()``; nothing is lost.
    case paused
  }

  /// How far one clip has come.
  public struct Clip: Sendable, Equatable {
    public enum Ending: Sendable, Equatable {
      /// More samples may follow.
      case open
      /// ``PlayoutQueue/finish(_:)`` was called: no more samples follow.
      case finished
      /// ``PlayoutQueue/stop(fade:)`` cut it off.
      case stopped
    }

    public let id: ClipID
    /// Samples handed to the media thread.
    public internal(set) var samplesPlayed: Int
    /// Samples that the queue accepted.
    public internal(set) var samplesAccepted: Int
    /// The time given to the pull that took the first sample; nil before.
    public internal(set) var startedAt: Duration?
    public internal(set) var ending: Ending

    /// Whether it was marked complete and played to its last sample.
    public var isPlayedOut: Bool { ending == .finished && samplesPlayed == samplesAccepted }
  }

  public let activity: Activity
  /// The clips that the queue still knows, oldest first: all that wait or play, and the last that ended.
  public let clips: [Clip]
  /// Samples that wait.
  public let samplesQueued: Int

  public var isIdle: Bool { activity == .idle }

  /// The clip with this name, nil if the queue never had it or has forgotten it.
  public subscript(clip: ClipID) -> Clip? { clips.first { $0.id == clip } }
}
