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

enum HexText {
  static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in bytes {
      for nibble in [byte >> 4, byte & 0x0F] { text.append(nibble < 10 ? 0x30 + nibble : 0x57 + nibble) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
