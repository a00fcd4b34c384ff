/// One hop in a Via header (RFC 3261 §20.42).
public struct Via: Hashable, Sendable {
  /// The transport as written, in upper case: UDP, TCP, TLS, WS, WSS or one we do not know.
  public var transport: String
  public var host: String
  public var port: Int?
  public var parameters: SIPParameters

  public init(transport: TransportProtocol, host: String, port: Int?, branch: String) {
    self.transport = transport.token
    self.host = host
    self.port = port
    parameters = SIPParameters([.init(name: "branch", value: branch)])
  }

  init(transport: String, host: String, port: Int?, parameters: SIPParameters) {
    self.transport = transport
    self.host = host
    self.port = port
    self.parameters = parameters
  }

  public var branch: String? { parameters["branch"] }

  /// The branch when it is unique by RFC 3261: the cookie with something after it. Nil for older elements.
  public var uniqueBranch: String? {
    guard let branch, branch.utf8.count > 7 else { return nil }
    return String(branch.prefix(7)).isSameToken(as: "z9hG4bK") ? branch : nil
  }

  /// Host and port in lower case, as transaction matching compares them (RFC 3261 §17.2.3).
  public var sentBy: String {
    let port = self.port ?? TransportProtocol(token: transport)?.defaultPort ?? 5060
    return "\(host.lowercased()):\(port)"
  }

  /// Notes where the request really came from: `received` always, `rport` when asked for (RFC 3261 §18.2.1, RFC 3581).
  public mutating func note(source: HostPort) {
    parameters["received"] = source.host
    if parameters.contains("rport") { parameters["rport"] = String(source.port) }
  }
}

extension Via: CustomStringConvertible {
  public var description: String {
    let port = self.port.map { ":\($0)" } ?? ""
    return "SIP/2.0/\(transport) \(HostPort.bracketed(host))\(port)\(parameters)"
  }
}
