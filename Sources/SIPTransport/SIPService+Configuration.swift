public import SIP

extension SIPService {
  /// An address to listen on.
  public struct Listener: Hashable, Sendable {
    /// UDP or TCP.
    public var transport: TransportProtocol
    public var host: String
    /// 0 lets the system choose.
    public var port: Int

    public init(_ transport: TransportProtocol, host: String, port: Int) {
      self.transport = transport
      self.host = host
      self.port = port
    }
  }

  public struct Configuration: Sendable {
    public var listeners: [Listener]
    /// What Contact and Via say instead of the local address, for a server behind address translation.
    public var publicAddress: String?
    public var userAgent: UserAgent.Configuration
    public var limits: ConnectionLimits

    public init(
      listeners: [Listener], publicAddress: String? = nil, userAgent: UserAgent.Configuration = .init(),
      limits: ConnectionLimits = ConnectionLimits()
    ) {
      self.listeners = listeners
      self.publicAddress = publicAddress
      self.userAgent = userAgent
      self.limits = limits
    }
  }
}
