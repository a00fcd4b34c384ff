public import Audio

/// The sound of one stretch of the caller's speech, from a little before its first word.
public struct SpeechSegment: Hashable, Sendable {
  /// Rises with each segment of a call. A segment that grows keeps its number.
  public var number: Int
  public var samples: [Int16]
  public var rate: SampleRate
  /// How many of the first samples are lead-in beyond what a recogniser normally needs.
  public var spareSamples: Int

  public init(number: Int, samples: [Int16], rate: SampleRate, spareSamples: Int = 0) {
    self.number = number
    self.samples = samples
    self.rate = rate
    self.spareSamples = spareSamples
  }

  /// What to transcribe first.
  public var clip: SpeechClip {
    SpeechClip(samples: Array(samples.dropFirst(spareSamples)), rate: rate)
  }

  /// What to try when ``clip`` gave nothing.
  public var clipWithMoreLeadIn: SpeechClip { SpeechClip(samples: samples, rate: rate) }
}
