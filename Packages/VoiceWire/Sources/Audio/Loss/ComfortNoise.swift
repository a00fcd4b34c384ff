/// The quiet noise of a far end that says it is silent (RFC 3389), so that the line does not seem dead.
///
/// White noise of the level that was told. What the peer may tell of its spectrum is passed over, which RFC 3389 §4
/// allows.
public struct ComfortNoise: Sendable {
  /// Louder noise than this comforts nobody, whatever is told: −30 dBov.
  public static let loudest: Float = -30

  private var random: UInt64
  private var amplitude: Float = 0

  /// - Parameter seed: any number.
  public init(seed: UInt64 = 1) {
    random = seed | 1
    setLevel(-70)
  }

  /// Takes the payload of a comfort noise packet: its first byte is the level, in dBov below zero.
  public mutating func update(_ payload: Span<UInt8>) {
    guard !payload.isEmpty else { return }
    setLevel(-Float(payload[0] & 0x7F))
  }

  /// The next samples, over what was in `frame`.
  public mutating func fill(_ frame: inout MutableSpan<Int16>) {
    for index in frame.indices {
      // xorshift64: noise needs no more.
      random ^= random << 13
      random ^= random >> 7
      random ^= random << 17
      let value = Float(Int32(truncatingIfNeeded: random >> 32)) / Float(Int32.max)
      frame[index] = Int16(clamping: Int((value * amplitude).rounded()))
    }
  }

  /// Even noise of amplitude a has the mean square a²/3.
  private mutating func setLevel(_ level: Float) {
    amplitude = 32768 * Decibels.gain(min(level, Self.loudest)) * Float(3).squareRoot()
  }
}
