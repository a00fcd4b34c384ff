/// What the caller's application tells ours: one value of User-to-User (RFC 7433).
public struct UserToUser: Hashable, Sendable {
  /// Decoded where the encoding is `hex`, else as they were written.
  public var bytes: [UInt8]
  /// In lower case; nil when it is not said.
  public var encoding: String?
  /// What the data is for; nil when it is not said.
  public var purpose: String?
  /// The kind of content; nil when it is not said.
  public var content: String?

  /// Reads one value; nil when it is none, or not the hexadecimal digits it claims to be.
  public init?(_ text: String) {
    var reader = FieldReader(text)
    reader.skipSpaces()
    let data: String
    if reader.next == 0x22 {
      guard let quoted = reader.quotedString() else { return nil }
      data = FieldReader.unquoted(quoted)
    } else {
      data = FieldReader.trimmed(Array(reader.run { $0 != 0x3B }.utf8))
    }
    guard !data.isEmpty, let parameters = reader.parameters() else { return nil }
    encoding = parameters["encoding"]?.lowercased()
    purpose = parameters["purpose"]
    content = parameters["content"]
    guard encoding == "hex" else {
      bytes = Array(data.utf8)
      return
    }
    let digits = data.utf8.compactMap(\.hexDigit)
    guard digits.count == data.utf8.count, digits.count % 2 == 0 else { return nil }
    bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// The bytes as text, without the protocol discriminator that ISDN puts first (ITU-T Q.931 §4.5.30); nil when they
  /// are none.
  public var text: String? {
    let isMarked = encoding == "hex" && (bytes.first.map { $0 < 0x09 } ?? false)
    return String(validating: isMarked ? bytes.dropFirst() : bytes[...], as: UTF8.self)
  }
}
