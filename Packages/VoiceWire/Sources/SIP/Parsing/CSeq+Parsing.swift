extension CSeq {
  /// Reads number and method; nil for a number of 2³¹ or more (RFC 3261 §8.1.1.5).
  public init?(_ text: String) {
    var reader = FieldReader(text)
    reader.skipSpaces()
    guard let digits = reader.number(), let number = UInt32(exactly: digits), number < 1 << 31,
      reader.next?.isSIPSpace == true
    else { return nil }
    reader.skipSpaces()
    guard let method = reader.token() else { return nil }
    reader.skipSpaces()
    guard reader.isAtEnd else { return nil }
    self.init(number: number, method: SIPMethod(rawValue: method))
  }
}
