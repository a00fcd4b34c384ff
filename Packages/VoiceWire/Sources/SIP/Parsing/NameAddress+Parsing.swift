extension NameAddress {
  /// Reads one address; nil when it is none. Forgives what RFC 4475 §3.1.2.13–15 call repairable: a display name that
  /// should have had quotes, and spaces inside the angle brackets.
  public init?(_ text: String) {
    var reader = FieldReader(text)
    reader.skipSpaces()
    let displayName: String?
    if reader.next == 0x22 {
      guard let name = reader.quotedString() else { return nil }
      reader.skipSpaces()
      guard reader.take(0x3C) else { return nil }
      displayName = FieldReader.unquoted(name)
    } else {
      let before = reader.skip { $0 != 0x3C && $0 != 0x22 }
      guard reader.take(0x3C) else {
        guard reader.isAtEnd || reader.next == 0x22 else { return nil }
        self.init(withoutBrackets: text)
        return
      }
      let name = reader.trimmed(before)
      displayName = name.isEmpty ? nil : reader.text(name)
    }
    let inner = reader.skip { $0 != 0x3E }
    guard reader.take(0x3E), let uri = SIPURI(FieldReader(reader.trimmed(inner), of: reader)),
      let parameters = reader.parameters()
    else { return nil }
    self.init(displayName: displayName, uri: uri, parameters: parameters)
  }

  // Without brackets every parameter is the header's, and neither `?` nor `,` may occur (RFC 3261 §20.10).
  private init?(withoutBrackets text: String) {
    var reader = FieldReader(text)
    reader.skipSpaces()
    let passed = reader.skip { $0 != 0x3B }
    let address = FieldReader(reader.trimmed(passed), of: reader)
    guard !address.contains(where: { $0 == 0x3F || $0 == 0x2C }), let uri = SIPURI(address),
      let parameters = reader.parameters()
    else { return nil }
    self.init(uri: uri, parameters: parameters)
  }
}
