/// One station of the call's way here: an entry of History-Info (RFC 7044 §5).
public struct HistoryEntry: Hashable, Sendable {
  /// Where the call was sent, without the headers its URI carried.
  public var address: NameAddress
  /// The place in the tree of stations, `1.1.2`; nil when it is not said.
  public var index: String?
  /// Why the call went on from there, as a SIP status or the cause of RFC 4458; nil when it is not said.
  public var cause: Int?
  /// True when the entry is not to be shown (RFC 7044 §10.1).
  public var isPrivate: Bool

  /// Reads one value; nil when it is none.
  public init?(_ text: String) {
    guard var address = NameAddress(text) else { return nil }
    index = address.parameters["index"]
    let reason = address.uri.headers["Reason"].flatMap { CallReason(FieldReader.unescaped($0)) }
    cause = reason?.cause ?? address.uri.parameters["cause"].flatMap { Int($0) }
    isPrivate = address.uri.headers["Privacy"].map { FieldReader.unescaped($0).lowercased() != "none" } ?? false
    address.uri.headers = SIPParameters()
    self.address = address
  }
}
