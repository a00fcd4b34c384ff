internal import Audio

/// Cuts frames of any rate into the windows of a detector.
struct VoiceWindows: ~Copyable {
  private var detector: any VoiceActivityDetector
  private var resampler: Resampler
  private var resampled: [Int16]
  private var window: [Int16]
  private var filled = 0

  /// - Parameter frame: the most samples that come at once.
  init(_ detector: any VoiceActivityDetector, rate: SampleRate, frame: Int) {
    self.detector = detector
    resampler = Resampler(from: rate, to: detector.sampleRate, quality: 3)
    resampled = Array(repeating: 0, count: resampler.outputLimit(forSamples: frame))
    window = Array(repeating: 0, count: max(1, detector.windowSamples))
  }

  var windowDuration: Duration { detector.sampleRate.duration(ofSamples: window.count) }

  /// Gives the speech probability of each window that `frame` completes.
  mutating func append(_ frame: Span<Int16>, _ probability: (Float) -> Void) {
    var span = resampled.mutableSpan
    let count = resampler.process(frame, into: &span)
    for index in 0..<count {
      window[filled] = resampled[index]
      filled += 1
      if filled == window.count {
        filled = 0
        probability(detector.speechProbability(of: window.span))
      }
    }
  }
}
