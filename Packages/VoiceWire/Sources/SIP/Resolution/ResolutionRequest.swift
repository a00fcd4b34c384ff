/// The question where requests go: what of a URI decides on that (RFC 3263 §4).
public struct ResolutionRequest: Hashable, Sendable {
  public enum Family: Hashable, Sendable { case ipv4, ipv6 }

  public var host: String
  /// As written in the URI; nil leaves it to DNS.
  public var port: Int?
  /// The transport asked for; nil leaves it to DNS.
  public var transport: TransportProtocol?
  /// True for `sips`: nothing but TLS.
  public var isSecure: Bool
  /// What we can dial, most wanted first; decides where DNS does not.
  public var supported: [TransportProtocol]
  /// The address families, most wanted first.
  public var families: [Family]
  /// How a server's certificate is checked; nil: as the service is configured.
  public var check: CertificateCheck?

  public init(
    host: String, port: Int? = nil, transport: TransportProtocol? = nil, isSecure: Bool = false,
    supported: [TransportProtocol] = [.udp, .tcp, .tls], families: [Family] = [.ipv4, .ipv6],
    check: CertificateCheck? = nil
  ) {
    self.host = host
    self.port = port
    self.transport = transport
    self.isSecure = isSecure
    self.supported = supported
    self.families = families
    self.check = check
  }

  /// What the URI of a next hop asks for. `maddr` takes the place of the host (RFC 3263 §4).
  public init(_ uri: SIPURI) throws(ResolutionFailure) {
    switch uri.scheme {
    case .sip, .sips: break
    case .tel, .other: throw .noHost("\(uri)")
    }
    let token = uri.parameters["transport"]
    var transport = token.flatMap { TransportProtocol(token: $0) }
    if let token, transport == nil {
      throw .unsupported("\(uri) asks for the transport \(token), which is none of udp, tcp and tls")
    }
    if uri.scheme == .sips {
      guard transport != .udp else {
        throw .unsupported("\(uri) asks for sips over UDP; say sip or leave the transport")
      }
      if transport != .ws, transport != .wss { transport = token == nil ? nil : .tls }
    }
    self.init(
      host: uri.parameters["maddr"] ?? uri.host, port: uri.port, transport: transport, isSecure: uri.scheme == .sips)
  }

  /// Where a request goes: to its first Route, or to its Request-URI (RFC 3261 §8.1.2). A preset Route is an outbound
  /// proxy; towards a strict router the Request-URI already is that router's.
  public init(of request: SIPRequest) throws(ResolutionFailure) {
    if let first = request.headers.elements(.route).first.flatMap({ NameAddress($0) }), first.uri.isLooseRouter {
      try self.init(first.uri)
    } else {
      try self.init(request.uri)
    }
  }
}
