/// Adds frames up, held at the ends of the range instead of wrapping round.
///
/// Sums are kept in 32 bits, so what one listener hears is the sum less himself: the work grows with the number of
/// speakers plus listeners, not with their product. Nothing is allocated after `init`.
public struct Mixer: Sendable {
  private var sum: [Int32]

  /// - Parameter frameSamples: samples of each frame.
  public init(frameSamples: Int) { sum = [Int32](repeating: 0, count: max(0, frameSamples)) }

  /// Begins a new frame.
  public mutating func clear() {
    for index in sum.indices { sum[index] = 0 }
  }

  /// Adds one speaker.
  public mutating func add(_ frame: Span<Int16>) {
    for index in 0..<min(sum.count, frame.count) { sum[index] &+= Int32(frame[index]) }
  }

  /// All speakers.
  public func write(into frame: inout MutableSpan<Int16>) {
    for index in 0..<min(sum.count, frame.count) { frame[index] = Int16(clamping: sum[index]) }
  }

  /// All speakers but one, who was added before.
  public func write(without speaker: Span<Int16>, into frame: inout MutableSpan<Int16>) {
    for index in 0..<min(sum.count, frame.count, speaker.count) {
      frame[index] = Int16(clamping: sum[index] &- Int32(speaker[index]))
    }
  }
}
