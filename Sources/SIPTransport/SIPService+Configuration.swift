public import SIP

extension SIPService {
  /// An address to listen on.
  public struct Listener: Hashable, Sendable {
    public var transport: TransportProtocol
    public var host: String
    /// 0 lets the system choose.
    public var port: Int

    public init(_ transport: TransportProtocol, host: String, port: Int) {
      self.transport = transport
      self.host = host
      self.port = port
    }

    var isIPv6: Bool { HostPort(host: host, port: port).isIPv6 }
  }

  public struct Configuration: Sendable {
    public var listeners: [Listener]
    /// What Contact and Via say instead of the local address, for a server behind address translation.
    public var publicAddress: String?
    public var userAgent: UserAgent.Configuration
    public var limits: ConnectionLimits
    /// Needed for listeners on TLS and secure WebSockets, and to dial TLS; nil for a node without.
    public var tls: TLSSettings?
    public var webSocket: WebSocketRules
    /// Asked at the start for the public address, when that is not set.
    public var stun: STUNServer?

    public init(
      listeners: [Listener], publicAddress: String? = nil, userAgent: UserAgent.Configuration = .init(),
      limits: ConnectionLimits = ConnectionLimits(), tls: TLSSettings? = nil,
      webSocket: WebSocketRules = WebSocketRules(), stun: STUNServer? = nil
    ) {
      self.listeners = listeners
      self.publicAddress = publicAddress
      self.userAgent = userAgent
      self.limits = limits
      self.tls = tls
      self.webSocket = webSocket
      self.stun = stun
    }
  }
}
