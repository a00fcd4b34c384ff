/// A status line in a body of type message/sipfrag, as the NOTIFY of a transfer carries it (RFC 3420, RFC 3515 §2.4.5).
public struct StatusFragment: Hashable, Sendable {
  public var status: SIPStatus
  public var phrase: String

  public init(status: SIPStatus, phrase: String? = nil) {
    self.status = status
    self.phrase = phrase ?? status.defaultReason
  }

  /// Reads the first line that is a status: `SIP/2.0 200 OK`, in any case, or a bare `200 OK` as some peers write it.
  /// Nil when there is none.
  public init?(_ body: [UInt8]) {
    for line in body.split(whereSeparator: { $0 == 0x0D || $0 == 0x0A }).prefix(16) {
      var reader = FieldReader(String(decoding: line, as: UTF8.self))
      reader.skipSpaces()
      if reader.next?.isDigit == false {
        let version = reader.run { !$0.isSIPSpace }
        guard version.lowercased().hasPrefix("sip/") else { continue }
        reader.skipSpaces()
      }
      let digits = reader.run { $0.isDigit }
      guard digits.utf8.count == 3, let code = Int(digits), (100...699).contains(code),
        reader.isAtEnd || reader.next?.isSIPSpace == true
      else { continue }
      let phrase = FieldReader.trimmed(Array(reader.remainder().utf8))
      self.init(status: SIPStatus(code), phrase: phrase.isEmpty ? nil : phrase)
      return
    }
    return nil
  }

  /// The body that says so.
  public var body: [UInt8] { Array("SIP/2.0 \(status.code) \(phrase)\r\n".utf8) }
}
