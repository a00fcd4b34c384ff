#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// One or two sines, their phase kept from frame to frame.
public struct Tone: Sendable {
  /// A sine by recurrence: `y[n] = 2·cos(ω)·y[n−1] − y[n−2]`, in double precision so that it holds for hours.
  private struct Sine {
    let factor: Double
    var last: Double
    var beforeLast: Double

    init(frequency: Double, amplitude: Double, rate: SampleRate) {
      let step = 2 * Double.pi * frequency / Double(rate.hz)
      factor = 2 * cos(step)
      last = -amplitude * sin(step)
      beforeLast = -amplitude * sin(2 * step)
    }

    mutating func next() -> Double {
      let sample = factor * last - beforeLast
      beforeLast = last
      last = sample
      return sample
    }
  }

  private var low: Sine
  private var high: Sine?

  /// One sine of `frequency` Hz at `level` dBov; −3 is the loudest that is not cut off.
  public init(frequency: Double, level: Float = -13, rate: SampleRate) {
    low = Sine(frequency: frequency, amplitude: Self.amplitude(level), rate: rate)
    high = nil
  }

  /// Two sines, each at `level` dBov.
  public init(frequencies: (Double, Double), level: Float = -13, rate: SampleRate) {
    low = Sine(frequency: frequencies.0, amplitude: Self.amplitude(level), rate: rate)
    high = Sine(frequency: frequencies.1, amplitude: Self.amplitude(level), rate: rate)
  }

  /// The next samples, over what was in `frame`.
  public mutating func fill(_ frame: inout MutableSpan<Int16>) {
    for index in frame.indices { frame[index] = next() }
  }

  /// The next sample.
  public mutating func next() -> Int16 {
    Int16(clamping: Int((low.next() + (high?.next() ?? 0)).rounded()))
  }

  /// The next `count` samples.
  public mutating func samples(_ count: Int) -> [Int16] {
    var samples = [Int16](repeating: 0, count: max(0, count))
    var span = samples.mutableSpan
    fill(&span)
    return samples
  }

  /// The peak of a sine whose mean square is `level`.
  private static func amplitude(_ level: Float) -> Double {
    32768 * Double(2).squareRoot() * Double(Decibels.gain(level))
  }
}
