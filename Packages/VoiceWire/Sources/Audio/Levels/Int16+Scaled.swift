extension Int16 {
  /// The sample times `gain`, rounded, held at the ends of the range; silence for a gain that is no number.
  @inlinable
  public func scaled(by gain: Float) -> Int16 {
    let product = (Float(self) * gain).rounded()
    if product >= 32767 { return .max }
    if product <= -32768 { return .min }
    return product.isNaN ? 0 : Int16(product)
  }

  /// The sum, held at the ends of the range instead of wrapping round.
  @inlinable
  public func saturatingSum(_ other: Int16) -> Int16 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (self < 0 ? .min : .max) : sum
  }
}
