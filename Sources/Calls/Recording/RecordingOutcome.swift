/// What became of a ``CallRecording``.
public enum RecordingOutcome: Sendable, Equatable {
  /// A stereo WAV file stands at `path`: the caller on the left, the agent on the right.
  /// `samplesDropped` of each channel were lost because the disk was slower than the call for seconds.
  case saved(path: String, duration: Duration, samplesDropped: Int)
  /// There is no file. The reason says what to do.
  case failed(reason: String)
}
