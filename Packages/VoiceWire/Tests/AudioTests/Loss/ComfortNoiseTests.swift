import Audio
import Testing
import WireTesting

struct ComfortNoiseTests {
  private func level(after payload: [UInt8]) -> Float {
    var noise = ComfortNoise()
    noise.update(payload.span)
    var frame = [Int16](repeating: 0, count: 8000)
    var span = frame.mutableSpan
    noise.fill(&span)
    return Decibels.level(of: frame.span)
  }

  @Test(.rfc(3389, "3"), arguments: [40, 50, 60, 70])
  func `the noise has the level that was told`(told: UInt8) {
    #expect(abs(level(after: [told]) + Float(told)) < 1)
    #expect(abs(level(after: [told | 0x80, 127, 127]) + Float(told)) < 1)
  }

  @Test func `noise that is told to be loud is quiet all the same`() {
    #expect(level(after: [0]) < -29)
  }

  @Test func `without a level there is some noise, hardly heard`() {
    #expect(level(after: []) < -65)
    #expect(level(after: []) > -80)
  }
}
