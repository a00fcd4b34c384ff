/// What carries SIP messages between two elements.
public enum TransportProtocol: Hashable, Sendable, CaseIterable {
  case udp, tcp, tls, ws, wss

  /// The token of Via headers and `transport` parameters, in any case; nil when unknown.
  public init?(token: String) {
    for transport in Self.allCases where transport.token.isSameToken(as: token) {
      self = transport
      return
    }
    return nil
  }

  /// True when the transport delivers or fails, so that nothing needs sending twice (RFC 3261 §17).
  public var isReliable: Bool { self != .udp }

  /// In upper case, as Via headers have it.
  public var token: String {
    switch self {
    case .udp: "UDP"
    case .tcp: "TCP"
    case .tls: "TLS"
    case .ws: "WS"
    case .wss: "WSS"
    }
  }

  /// What the `transport` parameter of a URI says: `ws` for a secure WebSocket too (RFC 7118 §5.2).
  public var uriParameter: String {
    switch self {
    case .udp: "udp"
    case .tcp: "tcp"
    case .tls: "tls"
    case .ws, .wss: "ws"
    }
  }

  public var defaultPort: Int {
    switch self {
    case .udp, .tcp: 5060
    case .tls: 5061
    case .ws: 80
    case .wss: 443
    }
  }
}
