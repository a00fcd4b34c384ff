/// Which reliable provisional response a PRACK acknowledges: the RAck header (RFC 3262 §7.2).
public struct ResponseAcknowledgement: Hashable, Sendable, CustomStringConvertible {
  /// The RSeq of the response.
  public var number: UInt32
  /// The CSeq of the request it responds to.
  public var cSeq: CSeq

  public init(number: UInt32, cSeq: CSeq) {
    self.number = number
    self.cSeq = cSeq
  }

  /// Reads a header value; nil when it is none.
  public init?(_ text: String) {
    var reader = FieldReader(text)
    reader.skipSpaces()
    guard let number = UInt32(reader.run { $0.isDigit }), reader.next?.isSIPSpace == true,
      let cSeq = CSeq(reader.remainder())
    else { return nil }
    self.init(number: number, cSeq: cSeq)
  }

  public var description: String { "\(number) \(cSeq)" }
}
