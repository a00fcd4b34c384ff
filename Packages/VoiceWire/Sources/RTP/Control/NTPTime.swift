/// A moment as RTCP writes it: seconds and their fraction in 32 bits each (RFC 3550 §4).
///
/// A sender without a wall clock may count from any start (RFC 3550 §6.4.1); we count from the start of `now`.
public struct NTPTime: Equatable, Sendable {
  public var bits: UInt64

  public init(bits: UInt64) {
    self.bits = bits
  }

  public init(_ elapsed: Duration) {
    let microseconds = UInt64(max(0, elapsed.microseconds))
    bits = ((microseconds / 1_000_000) << 32) | (((microseconds % 1_000_000) << 32) / 1_000_000)
  }

  /// The 32 bits in the middle, as report blocks carry them: units of 1/65536 s.
  public var middle: UInt32 { UInt32(truncatingIfNeeded: bits >> 16) }
}
