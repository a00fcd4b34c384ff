#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Speech by loudness alone: how far a window of 20 ms stands above the noise around it.
///
/// The noise is the quietest window of the last two seconds: speech has a gap in any two seconds, steady noise has
/// none, so noise is learned within that time and speech is not (minimum statistics, R. Martin, 2001, without its
/// smoothing). For where no model can be loaded; it takes music and slammed doors for speech.
public struct EnergyVoiceActivityDetector: VoiceActivityDetector {
  public let sampleRate: SampleRate
  public var windowSamples: Int { sampleRate.samplesPerFrame }

  /// The level of the noise, in dBov.
  public var noiseFloor: Float { max(Self.lowestFloor, min(current, quietestBefore)) }

  /// How far above the floor a window is as likely speech as not, in dB.
  private let threshold: Float
  /// The quietest window of each of the last stretches of 200 ms; together two seconds.
  private var stretches: [Float]
  /// The least of `stretches`.
  private var quietestBefore: Float
  /// The quietest window of the stretch that goes on.
  private var current = Float.infinity
  private var windows = 0
  private var next = 0

  private static let stretchCount = 10
  private static let windowsPerStretch = 10
  private static let firstFloor: Float = -60
  /// Digital silence is no measure of a line: what follows it would all look loud.
  private static let lowestFloor: Float = -70
  /// Windows below this are never speech, in dBov: the noise of a quiet telephone line.
  private static let quietestSpeech: Float = -55

  /// - Parameter threshold: in dB above the noise.
  public init(sampleRate: SampleRate, threshold: Float = 12) {
    self.sampleRate = sampleRate
    self.threshold = threshold
    stretches = [Float](repeating: Self.firstFloor, count: Self.stretchCount)
    quietestBefore = Self.firstFloor
  }

  public mutating func speechProbability(of window: Span<Int16>) -> Float {
    let level = Decibels.level(of: window)
    let above = level - noiseFloor
    learn(level)
    return level < Self.quietestSpeech ? 0 : 1 / (1 + expf((threshold - above) / 2))
  }

  public mutating func reset() { self = Self(sampleRate: sampleRate, threshold: threshold) }

  private mutating func learn(_ level: Float) {
    current = min(current, level)
    windows += 1
    guard windows == Self.windowsPerStretch else { return }
    stretches[next] = current
    next = (next + 1) % Self.stretchCount
    quietestBefore = stretches.reduce(.infinity, min)
    current = .infinity
    windows = 0
  }
}
