public import SIP

extension SIPService {
  /// The networks that lead nowhere but here.
  public static let thisMachine = ["127.0.0.0/8", "::1"]

  /// An address to listen on.
  public struct Listener: Hashable, Sendable {
    public var transport: TransportProtocol
    public var host: String
    /// 0 lets the system choose.
    public var port: Int
    /// True for one that is left out where it cannot be opened. On port 0 it takes the port that the first listener of its
    /// transport was given.
    public var isOptional: Bool

    public init(_ transport: TransportProtocol, host: String, port: Int, isOptional: Bool = false) {
      self.transport = transport
      self.host = host
      self.port = port
      self.isOptional = isOptional
    }

    var isIPv6: Bool { HostPort(host: host, port: port).isIPv6 }
  }

  public struct Configuration: Sendable {
    public var listeners: [Listener]
    /// What Contact and Via say instead of the local address, for a server behind address translation.
    public var publicAddress: String?
    public var userAgent: UserAgent.Configuration
    /// Answers the challenges that our requests meet; without it they are final.
    public var digestHash: DigestHash?
    public var limits: ConnectionLimits
    public var strangers: Strangers.Configuration
    /// Networks that are never limited until `trust` says otherwise; the machine itself when nothing is said.
    public var trusted: [String]
    /// Needed for listeners on TLS and secure WebSockets, and to dial TLS; nil for a node without.
    public var tls: TLSSettings?
    public var webSocket: WebSocketRules
    /// Asked at the start for the public address, when that is not set.
    public var stun: STUNServer?

    public init(
      listeners: [Listener], publicAddress: String? = nil, userAgent: UserAgent.Configuration = .init(),
      digestHash: DigestHash? = nil,
      limits: ConnectionLimits = ConnectionLimits(), strangers: Strangers.Configuration = .init(),
      trusted: [String] = SIPService.thisMachine, tls: TLSSettings? = nil,
      webSocket: WebSocketRules = WebSocketRules(), stun: STUNServer? = nil
    ) {
      self.listeners = listeners
      self.publicAddress = publicAddress
      self.userAgent = userAgent
      self.digestHash = digestHash
      self.limits = limits
      self.strangers = strangers
      self.trusted = trusted
      self.tls = tls
      self.webSocket = webSocket
      self.stun = stun
    }
  }
}
