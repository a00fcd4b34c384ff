#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Levels against the loudest possible: 0 dBov is a square wave at full scale (RFC 6464 §3), so a full-scale sine is
/// −3 dBov.
public enum Decibels {
  /// What silence measures: no level is below (RFC 6465 names 127 as the least).
  public static let silence: Float = -127

  /// The level of samples whose mean square is `meanSquare`, in dBov, from ``silence`` to 0.
  public static func level(meanSquare: Float) -> Float {
    guard meanSquare > 0 else { return silence }
    return min(0, max(silence, 10 * log10f(meanSquare / (32768 * 32768))))
  }

  /// The level of `samples`, in dBov; ``silence`` for none.
  public static func level(of samples: Span<Int16>) -> Float {
    guard !samples.isEmpty else { return silence }
    var sum: Int64 = 0
    for index in samples.indices {
      let sample = Int64(samples[index])
      sum &+= sample &* sample
    }
    return level(meanSquare: Float(sum) / Float(samples.count))
  }

  /// The factor that changes a level by `decibels`.
  public static func gain(_ decibels: Float) -> Float { powf(10, decibels / 20) }
}
