/// How long engines may take, and how much they may say.
public struct TurnLimits: Hashable, Sendable {
  public var transcription: Duration = .seconds(5)
  /// To the first piece, and from piece to piece.
  public var modelPiece: Duration = .seconds(8)
  /// To the first sound, and from chunk to chunk.
  public var synthesis: Duration = .seconds(5)
  /// How much speech may wait to be played before the next piece is synthesized.
  public var queuedSpeech: Duration = .seconds(20)
  /// Beyond what a clip lasts, until playing it counts as stuck.
  public var playout: Duration = .seconds(5)
  /// Of one reply; what follows is not said.
  public var replyCharacters = 4000
  /// How often a model may be asked again within one turn because of a tool call.
  public var toolRounds = 3
  /// How often within one turn in which the owner's tools were run.
  public var actingRounds = 8
  /// How long a tool of the owner's may take in silence before the caller is told that it takes a while.
  public var toolQuiet: Duration = .seconds(1)
  /// Until the caller is told again.
  public var toolReminder: Duration = .seconds(10)
  /// Beyond a tool's own limit, until its result is no longer waited for.
  public var toolGrace: Duration = .seconds(2)
  /// Speech of which nothing more is noticed for so long is over; an ear cuts its segments before.
  public var unnoticedSpeech: Duration = .seconds(30)
  /// From asking to put the caller through until it counts as failed.
  public var transfer: Duration = .seconds(60)
  /// How often the caller may be put through without saying anything between.
  public var transfersInTurn = 2
  /// After the last key, until the keys count as said.
  public var keyPause: Duration = .milliseconds(1500)
  /// How many keys one turn takes.
  public var keys = 64

  public init() {}
}
