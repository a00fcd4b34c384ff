/// How loud a stream is, frame by frame and over its length.
public struct LevelMeter: Sendable {
  /// The last frame, in dBov.
  public private(set) var level = Decibels.silence
  /// The loudest single sample so far, in dBov.
  public var peak: Float { Decibels.level(meanSquare: Float(largest * largest)) }
  /// All frames so far together, in dBov.
  public var average: Float {
    samples == 0 ? Decibels.silence : Decibels.level(meanSquare: Float(squares / Double(samples)))
  }

  private var largest: Int = 0
  private var squares: Double = 0
  private var samples = 0

  public init() {}

  public mutating func measure(_ frame: Span<Int16>) {
    guard !frame.isEmpty else { return }
    var sum = 0
    for index in frame.indices {
      let sample = Int(frame[index])
      sum &+= sample &* sample
      largest = max(largest, abs(sample))
    }
    squares += Double(sum)
    samples &+= frame.count
    level = Decibels.level(meanSquare: Float(sum) / Float(frame.count))
  }
}
