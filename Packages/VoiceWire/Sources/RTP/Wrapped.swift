/// Sequence numbers and timestamps carried on beyond their wrap.
enum Wrapped {
  /// `value` as a number near `reference`, of which it is the low 16 bits.
  static func unwrap(_ value: UInt16, near reference: Int64) -> Int64 {
    reference &+ Int64(Int16(truncatingIfNeeded: Int64(value) &- reference))
  }

  /// `value` as a number near `reference`, of which it is the low 32 bits.
  static func unwrap(_ value: UInt32, near reference: Int64) -> Int64 {
    reference &+ Int64(Int32(truncatingIfNeeded: Int64(value) &- reference))
  }
}
