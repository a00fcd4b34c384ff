/// Who calls, as systems say it that have no P-Asserted-Identity: Remote-Party-ID (draft-ietf-sip-privacy-04 §5.1).
public struct RemotePartyID: Hashable, Sendable {
  public var address: NameAddress
  /// `calling`, `called` or another, in lower case; calling when it is not said.
  public var party: String
  /// `full`, `name`, `uri` or `off`, in lower case; off when it is not said.
  public var privacy: String
  /// True when the network vouches for it.
  public var isScreened: Bool

  /// Reads one value; nil when it is none.
  public init?(_ text: String) {
    guard let address = NameAddress(text) else { return nil }
    self.address = address
    party = address.parameters["party"]?.lowercased() ?? "calling"
    privacy = address.parameters["privacy"]?.lowercased() ?? "off"
    isScreened = address.parameters["screen"]?.isSameToken(as: "yes") ?? false
  }
}
