/// Numbers in network order. The caller has checked that the bytes are there.
extension Span<UInt8> {
  func bigEndianUInt16(at offset: Int) -> UInt16 {
    UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
  }

  func bigEndianUInt32(at offset: Int) -> UInt32 {
    UInt32(bigEndianUInt16(at: offset)) << 16 | UInt32(bigEndianUInt16(at: offset + 2))
  }
}

extension MutableSpan<UInt8> {
  mutating func setBigEndian(_ value: UInt16, at offset: Int) {
    self[offset] = UInt8(truncatingIfNeeded: value >> 8)
    self[offset + 1] = UInt8(truncatingIfNeeded: value)
  }

  mutating func setBigEndian(_ value: UInt32, at offset: Int) {
    setBigEndian(UInt16(truncatingIfNeeded: value >> 16), at: offset)
    setBigEndian(UInt16(truncatingIfNeeded: value), at: offset + 2)
  }
}
