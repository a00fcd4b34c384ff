/// Says how likely it is that someone speaks, window by window.
///
/// A value for one stream; windows must follow each other without gaps, or ``reset()`` comes between.
public protocol VoiceActivityDetector: Sendable {
  /// Samples that each call wants, exactly.
  var windowSamples: Int { get }
  /// The rate that it wants.
  var sampleRate: SampleRate { get }
  /// From 0 (surely none) to 1 (surely speech) for the next `windowSamples` samples.
  mutating func speechProbability(of window: Span<Int16>) -> Float
  /// Forgets the stream so far.
  mutating func reset()
}
