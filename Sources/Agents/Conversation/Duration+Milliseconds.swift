extension Duration {
  /// Whole milliseconds, cut off.
  var milliseconds: Int {
    Int(clamping: components.seconds).multipliedReportingOverflow(by: 1000).partialValue
      &+ Int(components.attoseconds / 1_000_000_000_000_000)
  }
}
