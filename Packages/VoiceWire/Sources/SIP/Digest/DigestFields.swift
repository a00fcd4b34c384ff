/// The `name=value` list after the scheme of a challenge or of credentials (RFC 3261 §25.1).
struct DigestFields {
  private var parameters = SIPParameters()

  /// Nil when the scheme is not Digest or the list cannot be read.
  init?(_ text: String) {
    var reader = FieldReader(text)
    reader.skipSpaces()
    guard let scheme = reader.token(), scheme.isSameToken(as: "Digest"), reader.next?.isSIPSpace == true else {
      return nil
    }
    for element in FieldReader.elements(of: reader.remainder()) where !element.isEmpty {
      var field = FieldReader(element)
      guard let name = field.token() else { return nil }
      field.skipSpaces()
      guard field.take(0x3D) else { return nil }
      field.skipSpaces()
      parameters.append(name, FieldReader.trimmed(Array(field.remainder().utf8)))
    }
  }

  subscript(name: String) -> String? { parameters[name] }
}
