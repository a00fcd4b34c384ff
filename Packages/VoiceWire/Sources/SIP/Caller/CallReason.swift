/// Why a call ended or was refused: one value of Reason (RFC 3326), however it is written.
public struct CallReason: Hashable, Sendable {
  /// `SIP`, `Q.850` or whatever the peer calls it, in upper case.
  public var origin: String
  /// A SIP status or a cause of ITU-T Q.850; nil when it is not said, or not in decimal digits.
  public var cause: Int?
  public var text: String?

  /// Reads one value; nil when not even the origin is there.
  public init?(_ text: String) {
    var reader = FieldReader(text)
    reader.skipSpaces()
    guard let origin = reader.token() else { return nil }
    self.origin = origin.uppercased()
    guard let parameters = reader.parameters() else { return }
    cause = parameters["cause"].flatMap { $0.utf8.count <= 4 ? Int($0) : nil }
    self.text = parameters["text"]
  }
}

extension SIPHeaders {
  /// The values of Reason that can be read, in order.
  public var reasons: [CallReason] { elements(.reason).compactMap { CallReason($0) } }
}
