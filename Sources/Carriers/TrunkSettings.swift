/// How we speak with the other end of a trunk. A ``Trunk`` and a ``TrunkDraft`` hold the same one and show its members
/// as their own, so that a setting is written down once.
public struct TrunkSettings: Hashable, Sendable, Codable {
  /// `host` or `host:port`; nil only when calls only come in.
  public var sipAddress: String?
  /// `host` or `host:port` that every request of ours goes to first; nil: straight to ``sipAddress``.
  public var outboundProxy: String?
  public var authUsername: String?
  /// Write-only over the API, encrypted at rest.
  public var authPassword: String?
  /// Whether we keep a registration at the provider (RFC 3261 §10).
  public var register: Bool
  public var transport: Trunk.Transport
  public var tlsVerification: Trunk.TLSVerification
  public var mediaEncryption: Trunk.MediaEncryption
  public var numberFormat: Trunk.NumberFormat
  public var callerIDHeader: Trunk.CallerIDHeader
  public var dtmfMode: Trunk.DTMFMode
  /// Whether the other end may send a call of ours elsewhere by REFER: to its own numbers only, and never to those that
  /// nobody is called at.
  public var acceptsReferrals: Bool
  /// Calls in both directions at once; nil: as many as the node takes.
  public var maxConcurrentCalls: Int?
  /// New outgoing calls in a second; nil: not limited.
  public var maxCallsPerSecond: Int?
  /// Of several trunks that can place a call, the one with the lowest is tried first.
  public var priority: Int

  public static let defaultPriority = 100

  public init(
    sipAddress: String? = nil, outboundProxy: String? = nil, authUsername: String? = nil, authPassword: String? = nil,
    register: Bool = false, transport: Trunk.Transport = .auto, tlsVerification: Trunk.TLSVerification = .hostname,
    mediaEncryption: Trunk.MediaEncryption = .allow, numberFormat: Trunk.NumberFormat = .plus,
    callerIDHeader: Trunk.CallerIDHeader = .from, dtmfMode: Trunk.DTMFMode = .auto,
    acceptsReferrals: Bool = false, maxConcurrentCalls: Int? = nil,
    maxCallsPerSecond: Int? = nil, priority: Int = defaultPriority
  ) {
    self.sipAddress = sipAddress
    self.outboundProxy = outboundProxy
    self.authUsername = authUsername
    self.authPassword = authPassword
    self.register = register
    self.transport = transport
    self.tlsVerification = tlsVerification
    self.mediaEncryption = mediaEncryption
    self.numberFormat = numberFormat
    self.callerIDHeader = callerIDHeader
    self.dtmfMode = dtmfMode
    self.acceptsReferrals = acceptsReferrals
    self.maxConcurrentCalls = maxConcurrentCalls
    self.maxCallsPerSecond = maxCallsPerSecond
    self.priority = priority
  }
}
