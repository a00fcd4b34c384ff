import Audio
import Testing

@Suite struct G711Tests {
  @Test func `mu-law bytes mean what Table 2 of the Recommendation says`() {
    // Decoder output values of Table 2a, which counts in 14 bits; samples here have 16.
    let expected: [(UInt8, Int)] = [
      (0xFF, 0), (0xFE, 2), (0xFD, 4), (0xF0, 30), (0xEF, 33), (0xEE, 37), (0xE0, 93), (0xDF, 99), (0xD0, 219),
      (0xCF, 231), (0xC0, 471), (0xBF, 495), (0xB0, 975), (0xAF, 1023), (0xA0, 1983), (0x9F, 2079), (0x90, 3999),
      (0x8F, 4191), (0x80, 8031),
    ]
    for (byte, value) in expected {
      #expect(Int(G711.muLawSamples[Int(byte)]) == value * 4)
      #expect(Int(G711.muLawSamples[Int(byte & 0x7F)]) == -value * 4)
    }
  }

  @Test func `A-law bytes mean what Table 1 of the Recommendation says`() {
    // Decoder output values of Table 1a count in 13 bits with a half step: 1, 3, … 4032; samples here have 16.
    let expected: [(UInt8, Int)] = [
      (0x80, 1), (0x81, 3), (0x8F, 31), (0x90, 33), (0x9F, 63), (0xA0, 66), (0xAF, 126), (0xB0, 132), (0xC0, 264),
      (0xD0, 528), (0xE0, 1056), (0xF0, 2112), (0xFF, 4032),
    ]
    for (code, value) in expected {
      // On the line even bits are inverted.
      #expect(Int(G711.aLawSamples[Int(code ^ 0x55)]) == value * 8)
      #expect(Int(G711.aLawSamples[Int(code & 0x7F ^ 0x55)]) == -value * 8)
    }
  }

  @Test func `every byte survives decoding and encoding but the second zero of mu-law`() {
    for byte in UInt8.min...UInt8.max {
      #expect(G711.aLaw(G711.aLawSamples[Int(byte)]) == byte)
      #expect(G711.muLaw(G711.muLawSamples[Int(byte)]) == (byte == 0x7F ? 0xFF : byte))
    }
  }

  @Test func `every sample becomes the mu-law byte between whose decision values it lies`() {
    // Table 2a: 0, 1, 3 … 31, then eight segments of sixteen steps, each twice as wide, in 14 bits.
    var decisions = [0] + stride(from: 1, through: 31, by: 2)
    for segment in 1...7 { decisions += (1...16).map { decisions[16 * segment] + $0 * (2 << segment) } }
    #expect(decisions.count == 129 && decisions[127] == 7903 && decisions[128] == 8159)
    for value in 0...Int(Int16.max) {
      let interval = decisions[..<128].partitioningIndex { $0 > value / 4 } - 1
      let (above, below) = (G711.muLaw(Int16(value)), G711.muLaw(Int16(-1 - value)))
      if above != UInt8(0xFF - interval) || below != UInt8(0x7F - interval) {
        Issue.record("\(value) became \(above), \(-1 - value) became \(below)")
      }
    }
  }

  @Test func `every sample becomes the A-law byte between whose decision values it lies`() {
    // Table 1a: 32 steps of 2, then six segments of sixteen steps, each twice as wide, in 13 bits.
    var decisions = (0...32).map { $0 * 2 }
    for segment in 2...7 { decisions += (1...16).map { decisions[16 * segment] + $0 * (1 << segment) } }
    #expect(decisions.count == 129 && decisions[127] == 3968 && decisions[128] == 4096)
    for value in 0...Int(Int16.max) {
      let interval = decisions[..<128].partitioningIndex { $0 > value / 8 } - 1
      let (above, below) = (G711.aLaw(Int16(value)), G711.aLaw(Int16(-1 - value)))
      if above != UInt8(0x80 + interval) ^ 0x55 || below != UInt8(interval) ^ 0x55 {
        Issue.record("\(value) became \(above), \(-1 - value) became \(below)")
      }
    }
  }

  @Test func `known samples have known bytes`() {
    #expect(
      [0, 4, -4, 1000, -1000, 32767, -32768].map { G711.muLaw($0) } == [0xFF, 0xFE, 0x7F, 0xCE, 0x4E, 0x80, 0x00])
    #expect(
      [0, 16, -1, -16, 1000, -1000, 32767, -32768].map { G711.aLaw($0) } == [
        0xD5, 0xD4, 0x55, 0x55, 0xFA, 0x7A, 0xAA, 0x2A,
      ])
  }
}

extension ArraySlice {
  /// The first index whose element fulfils what all later ones do too.
  func partitioningIndex(_ belongs: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
