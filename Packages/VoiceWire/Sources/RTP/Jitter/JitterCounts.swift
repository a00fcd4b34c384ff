/// What a jitter buffer did to a stream, in packets since it was made.
public struct JitterCounts: Equatable, Sendable {
  /// Played.
  public internal(set) var played: Int64 = 0
  /// Arrived after their time; to the listener they are lost.
  public internal(set) var late: Int64 = 0
  public internal(set) var duplicate: Int64 = 0
  /// Too long for a slot, or thrown away in a burst that no buffer holds.
  public internal(set) var discarded: Int64 = 0
  /// Left out to shorten the delay.
  public internal(set) var skipped: Int64 = 0
  /// Silences put in to lengthen the delay.
  public internal(set) var stretched: Int64 = 0
  /// Times that missing packets had to be concealed.
  public internal(set) var concealed: Int64 = 0
  /// Times that nothing was there to be played in the middle of a stream.
  public internal(set) var starved: Int64 = 0
}
