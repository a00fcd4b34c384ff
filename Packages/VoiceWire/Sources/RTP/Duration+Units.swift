extension Duration {
  /// Whole microseconds, clamped to what fits.
  var microseconds: Int64 {
    let (whole, overflow) = components.seconds.multipliedReportingOverflow(by: 1_000_000)
    guard !overflow else { return components.seconds < 0 ? .min : .max }
    let (sum, carried) = whole.addingReportingOverflow(components.attoseconds / 1_000_000_000_000)
    return carried ? (whole < 0 ? .min : .max) : sum
  }

  /// Ticks of a clock of `rate` Hz, at most 10^12 seconds' worth.
  func ticks(of rate: Int64) -> Int64 {
    let limit: Int64 = 1_000_000_000_000
    return min(max(microseconds, -limit), limit) * rate / 1_000_000
  }
}
