/// What an ``Ear`` noticed. Times are on the conversation's clock.
public enum EarFact: Hashable, Sendable {
  /// Something that may be speech, heard for one window.
  case stirred(at: Duration)
  /// It was nothing.
  case settled
  /// The caller speaks, since `at`: a new segment.
  case began(at: Duration)
  /// No voice since `at`, for a fifth of a second; the segment so far.
  case paused(at: Duration, SpeechSegment)
  /// The caller goes on in the same segment.
  case resumed(at: Duration)
  /// The segment grew too long and was cut; the caller goes on in a new one.
  case cut(SpeechSegment)
}
