#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Speech by loudness alone: how far a window of 20 ms stands above the noise around it.
///
/// The noise floor falls at once with a quieter window and rises slowly with a louder one, so that steady noise is
/// learned within seconds while speech, which pauses, is not. For where no model can be loaded; it takes music and
/// slammed doors for speech.
public struct EnergyVoiceActivityDetector: VoiceActivityDetector {
  public let sampleRate: SampleRate
  public var windowSamples: Int { sampleRate.samplesPerFrame }

  /// The level of the noise, in dBov.
  public private(set) var noiseFloor: Float

  /// How far above the floor a window is as likely speech as not, in dB.
  private let threshold: Float
  /// Windows below this are never speech, in dBov: line noise of a quiet telephone.
  private let quietest: Float = -55
  private static let firstFloor: Float = -60

  /// - Parameter threshold: in dB above the noise.
  public init(sampleRate: SampleRate, threshold: Float = 12) {
    self.sampleRate = sampleRate
    self.threshold = threshold
    noiseFloor = Self.firstFloor
  }

  public mutating func speechProbability(of window: Span<Int16>) -> Float {
    let level = Decibels.level(of: window)
    let above = level - noiseFloor
    let probability: Float = level < quietest ? 0 : 1 / (1 + expf((threshold - above) / 2))
    if above < 0 {
      // Down at once, but not into digital silence: what follows it would all look loud.
      noiseFloor = max(level, -75)
    } else {
      // 50 windows a second: up by 2 dB a second, by 10 dB a second while it does not look like speech.
      noiseFloor = min(level, noiseFloor + (probability < 0.5 ? 0.2 : 0.04))
    }
    return probability
  }

  public mutating func reset() { noiseFloor = Self.firstFloor }
}
