/// The two logarithmic laws of ITU-T G.711, on samples of 16 bits.
///
/// µ-law has 14 significant bits and A-law 13; samples are aligned to the left of the 16, as in ITU-T G.191.
public enum G711 {
  /// What each µ-law byte means, of G.711 Table 2.
  public static let muLawSamples: [Int16] = (0...255).map { expandMuLaw(UInt8($0)) }
  /// What each A-law byte means, of G.711 Table 1.
  public static let aLawSamples: [Int16] = (0...255).map { expandALaw(UInt8($0)) }

  /// The µ-law byte nearest to `sample`.
  @inlinable
  public static func muLaw(_ sample: Int16) -> UInt8 {
    // Work on the magnitude in 14 bits with the bias of 33, so that each segment begins at a power of two.
    let magnitude = Int32(sample < 0 ? ~sample : sample) >> 2
    let biased = min(magnitude + 33, 8191)
    let segment = 31 - Int32(biased.leadingZeroBitCount) - 5
    let code = UInt8(truncatingIfNeeded: segment << 4 | (biased >> (segment + 1)) & 0x0F)
    return sample < 0 ? ~code & 0x7F : ~code
  }

  /// The A-law byte nearest to `sample`.
  @inlinable
  public static func aLaw(_ sample: Int16) -> UInt8 {
    let magnitude = Int32(sample < 0 ? ~sample : sample) >> 4
    let code: UInt8
    if magnitude < 32 {
      code = UInt8(truncatingIfNeeded: magnitude)
    } else {
      let segment = 31 - Int32(magnitude.leadingZeroBitCount) - 3
      code = UInt8(truncatingIfNeeded: segment << 4 | (magnitude >> (segment - 1)) & 0x0F)
    }
    // Even bits are inverted, and the sign bit is set for positive values.
    return (sample < 0 ? code : code | 0x80) ^ 0x55
  }

  private static func expandMuLaw(_ byte: UInt8) -> Int16 {
    let code = ~byte
    let segment = Int16(code >> 4 & 7)
    let magnitude = ((Int16(code & 0x0F) << 1 | 33) << segment) - 33
    return (code & 0x80 != 0 ? -magnitude : magnitude) << 2
  }

  private static func expandALaw(_ byte: UInt8) -> Int16 {
    let code = byte ^ 0x55
    let segment = Int16(code >> 4 & 7)
    let step = Int16(code & 0x0F) << 1 | 1
    let magnitude = segment == 0 ? step : (step | 32) << (segment - 1)
    return (code & 0x80 != 0 ? magnitude : -magnitude) << 3
  }
}
