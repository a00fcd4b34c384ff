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
    let count = Self.resample(frame, into: &resampled, with: &resampler)
    for index in 0..<count {
      window[filled] = resampled[index]
      filled += 1
      if filled == window.count {
        filled = 0
        probability(Self.probability(of: window, by: &detector))
      }
    }
  }

  private static func resample(
    _ frame: Span<Int16>, into samples: inout [Int16], with resampler: inout Resampler
  ) -> Int {
    var span = samples.mutableSpan
    return resampler.process(frame, into: &span)
  }

  private static func probability(of window: [Int16], by detector: inout any VoiceActivityDetector) -> Float {
    detector.speechProbability(of: window.span)
  }
}
