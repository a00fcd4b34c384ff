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
  /// The contents of Identity, unverified (RFC 8224).
  public var identities: [String]
  /// What the network found when it checked who calls; nil when it does not say.
  public var verification: CallerVerification?
  /// Who sent the call on before it came here, the latest first.
  public var diversions: [Diversion]
  /// The stations of its way here, in the order of the header.
  public var history: [HistoryEntry]
  public var remoteParties: [RemotePartyID]
  public var reasons: [CallReason]
  /// What the caller's application tells ours.
  public var userToUser: [UserToUser]
  /// The headers whose names begin with `X-`, in order.
  public var extensionHeaders: SIPHeaders
  public var sessionExpires: SessionExpires?
  /// The call of ours that this one is to take the place of: ended when this one is answered (RFC 3891).
  public var replaces: LegID?

  init(_ request: SIPRequest, _ essentials: RequestEssentials, flow: Flow, replaces: LegID? = nil) {
    self.replaces = replaces
    self.request = request
    self.flow = flow
    callID = essentials.callID
    from = essentials.from
    to = essentials.to
    let headers = request.headers
    assertedIdentities = headers.elements("P-Asserted-Identity").compactMap { NameAddress($0) }
    privacy = headers.elements("Privacy").flatMap { value in
      value.utf8.split(separator: 0x3B).map { FieldReader.trimmed($0).lowercased() }
    }
    identities = headers.all("Identity").map(\.value)
    verification =
      (assertedIdentities + [essentials.from]).lazy.compactMap { CallerVerification(on: $0) }.first
      ?? ["Verstat", "X-Twilio-VerStat"].lazy.compactMap { headers[$0].flatMap { CallerVerification($0) } }.first
    diversions = headers.elements("Diversion").compactMap { Diversion($0) }
    history = headers.elements("History-Info").compactMap { HistoryEntry($0) }
    remoteParties = headers.elements("Remote-Party-ID").compactMap { RemotePartyID($0) }
    reasons = headers.reasons
    userToUser = headers.elements("User-to-User").compactMap { UserToUser($0) }
    extensionHeaders = SIPHeaders(headers.fields.filter { $0.name.spelling.lowercased().hasPrefix("x-") })
    sessionExpires = headers.sessionExpires
  }

  /// What was dialled.
  public var requestURI: SIPURI { request.uri }

  /// The session description offered; nil asks us to make the offer in the 200.
  public var offer: [UInt8]? { SIPMessage.request(request).sessionDescription }
}
