/// How many samples a second a stream of audio has.
public struct SampleRate: Hashable, Sendable, CustomStringConvertible {
  /// Samples a second, at least 1.
  public let hz: Int

  /// - Parameter hz: samples a second; a value below 1 becomes 1.
  public init(hz: Int) { self.hz = max(1, hz) }

  /// Telephone band: G.711.
  public static let hz8000 = SampleRate(hz: 8000)
  /// Wide band: G.722 and most recognisers.
  public static let hz16000 = SampleRate(hz: 16000)
  /// What several synthesizers give.
  public static let hz24000 = SampleRate(hz: 24000)
  /// Full band: Opus.
  public static let hz48000 = SampleRate(hz: 48000)

  /// Samples of one 20 ms frame, the unit in which media is moved.
  public var samplesPerFrame: Int { hz / 50 }

  /// Whole samples within `duration`; zero for a negative one, and at most `Int.max`.
  public func samples(in duration: Duration) -> Int {
    let parts = duration.components
    guard parts.seconds >= 0, parts.attoseconds >= 0 else { return 0 }
    let (whole, overflow) = Int(parts.seconds).multipliedReportingOverflow(by: hz)
    guard !overflow else { return .max }
    // One microsecond is 10^12 attoseconds; finer than that no rate here can tell.
    let (sum, carried) = whole.addingReportingOverflow(Int(parts.attoseconds / 1_000_000_000_000) * hz / 1_000_000)
    return carried ? .max : sum
  }

  /// How long `samples` last.
  public func duration(ofSamples samples: Int) -> Duration {
    .seconds(samples / hz) + .nanoseconds(samples % hz * 1_000_000_000 / hz)
  }

  public var description: String { "\(hz) Hz" }
}
