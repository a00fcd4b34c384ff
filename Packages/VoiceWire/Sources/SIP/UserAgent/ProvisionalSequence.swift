/// The order of reliable provisional responses in one early dialog, as the caller sees it (RFC 3262 §4).
struct ProvisionalSequence: Hashable, Sendable {
  private(set) var last: UInt32?
  /// One of them carried a session description.
  private(set) var hasDescription = false

  /// What a provisional response is in this order.
  enum Arrival: Hashable, Sendable {
    /// It asks for no acknowledgement.
    case unreliable
    /// The next one: a PRACK for this number is due.
    case next(UInt32)
    /// Seen before, or one before it is missing: neither acknowledged nor processed.
    case outOfOrder
  }

  mutating func receive(_ response: SIPResponse) -> Arrival {
    guard response.status.code > 100,
      response.headers.elements(.require).contains(where: { $0.isSameToken(as: "100rel") }),
      let number = response.headers["RSeq"].flatMap({ UInt32(FieldReader.trimmed(Array($0.utf8))) })
    else { return .unreliable }
    if let last, last == UInt32.max || number != last + 1 { return .outOfOrder }
    last = number
    if SIPMessage.response(response).sessionDescription != nil { hasDescription = true }
    return .next(number)
  }
}
