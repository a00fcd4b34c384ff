/// What ``TurnTaking`` is told.
public enum TurnEvent: Equatable, Sendable {
  case heard(EarFact)
  case played([ClipProgress])
  /// The caller pressed a key: `0-9`, `*`, `#`, `A-D`.
  case pressed(Character)
  case transcribed(WorkID, String)
  case transcriptionFailed(WorkID, EngineError)
  case generated(WorkID, ModelPiece)
  case generationEnded(WorkID)
  case generationFailed(WorkID, EngineError)
  /// So many samples of it were queued to be played.
  case synthesized(WorkID, samples: Int)
  case synthesisEnded(WorkID)
  case synthesisFailed(WorkID, EngineError)
  case transferEnded(WorkID, TransferOutcome)
  case toolEnded(WorkID, ToolResult)
  /// The caller put the call on hold, or took it back: meanwhile it hears nothing.
  case held(Bool)
  /// The call is over, by the caller or from outside.
  case callEnded
}

/// How far one clip was played.
public struct ClipProgress: Hashable, Sendable {
  public var work: WorkID
  public var samplesPlayed: Int
  /// When its first sample was played, on the conversation's clock.
  public var startedAt: Duration?

  public init(work: WorkID, samplesPlayed: Int, startedAt: Duration?) {
    self.work = work
    self.samplesPlayed = samplesPlayed
    self.startedAt = startedAt
  }
}
