import Audio
import Glibc

/// What the tests of this module listen for: sines, seeded noise, and how much of a signal is what was meant.
enum Signals {
  /// `count` samples of a sine whose peak is `peak`.
  static func sine(_ frequency: Double, peak: Double = 8000, rate: SampleRate, count: Int, phase: Double = 0) -> [Int16]
  {
    (0..<count).map { index in
      Int16((peak * sin(2 * .pi * frequency * Double(index) / Double(rate.hz) + phase)).rounded())
    }
  }

  /// How far the sine of `frequency` stands above all else in `samples`, in dB.
  static func signalToNoise(_ samples: ArraySlice<Int16>, frequency: Double, rate: SampleRate) -> Double {
    let (amplitude, noise) = fit(samples, frequency: frequency, rate: rate)
    return 10 * log10((amplitude * amplitude / 2) / max(noise, 1e-9))
  }

  /// The amplitude of the sine of `frequency` in `samples`.
  static func amplitude(_ samples: ArraySlice<Int16>, frequency: Double, rate: SampleRate) -> Double {
    fit(samples, frequency: frequency, rate: rate).amplitude
  }

  /// The largest difference of two neighbours.
  static func largestStep(_ samples: [Int16]) -> Int {
    zip(samples, samples.dropFirst()).map { abs(Int($0) - Int($1)) }.max() ?? 0
  }

  /// The least squares fit of a sine: its amplitude, and the mean square of what it leaves.
  private static func fit(
    _ samples: ArraySlice<Int16>, frequency: Double, rate: SampleRate
  ) -> (amplitude: Double, noise: Double) {
    var (ss, cc, sc, xs, xc) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (index, sample) in samples.enumerated() {
      let angle = 2 * .pi * frequency * Double(index) / Double(rate.hz)
      let (s, c, x) = (sin(angle), cos(angle), Double(sample))
      ss += s * s
      cc += c * c
      sc += s * c
      xs += x * s
      xc += x * c
    }
    let determinant = ss * cc - sc * sc
    let a = (xs * cc - xc * sc) / determinant
    let b = (xc * ss - xs * sc) / determinant
    var noise = 0.0
    for (index, sample) in samples.enumerated() {
      let angle = 2 * .pi * frequency * Double(index) / Double(rate.hz)
      let rest = Double(sample) - a * sin(angle) - b * cos(angle)
      noise += rest * rest
    }
    return ((a * a + b * b).squareRoot(), noise / Double(max(1, samples.count)))
  }
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
