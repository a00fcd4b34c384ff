/// An INVITE that asks for a new call, with what routing needs already read.
public struct Invitation: Hashable, Sendable {
  /// As it came, the topmost Via with `received` and `rport`.
  public var request: SIPRequest
  public var flow: Flow
  public var callID: String
  public var from: NameAddress
  public var to: NameAddress
  /// P-Asserted-Identity, in order; entries that cannot be read are left out (RFC 3325).
  public var assertedIdentities: [NameAddress]
  /// The values of Privacy in lower case (RFC 3323).
  public var privacy: [String]
  /// The call of ours that this one is to take the place of: ended when this one is answered (RFC 3891).
  public var replaces: LegID?

  init(_ request: SIPRequest, _ essentials: RequestEssentials, flow: Flow, replaces: LegID? = nil) {
    self.replaces = replaces
    self.request = request
    self.flow = flow
    callID = essentials.callID
    from = essentials.from
    to = essentials.to
    assertedIdentities = request.headers.elements("P-Asserted-Identity").compactMap { NameAddress($0) }
    privacy = request.headers.elements("Privacy").flatMap { value in
      value.utf8.split(separator: 0x3B).map { FieldReader.trimmed($0).lowercased() }
    }
  }

  /// What was dialled.
  public var requestURI: SIPURI { request.uri }

  /// The session description offered; nil asks us to make the offer in the 200.
  public var offer: [UInt8]? { SIPMessage.request(request).sessionDescription }
}
