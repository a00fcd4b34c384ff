/// A `sip:`, `sips:` or `tel:` URI, or one of a scheme we do not know (RFC 3261 §19.1, RFC 3966).
///
/// Parts stay escaped as they came, parameters and headers keep their order.
public struct SIPURI: Hashable, Sendable {
  public enum Scheme: Hashable, Sendable {
    case sip, sips, tel
    /// Any other scheme, in lower case; the rest of the URI is in `opaque`.
    case other(String)
  }

  public var scheme: Scheme
  /// The user part, or the subscriber number of a `tel:` URI; still escaped.
  public var user: String?
  public var password: String?
  /// Name or address; IPv6 without its brackets. Empty for `tel:` and unknown schemes.
  public var host: String
  public var port: Int?
  public var parameters: SIPParameters
  public var headers: SIPParameters
  /// What follows the colon of an unknown scheme.
  public var opaque: String

  public init(
    scheme: Scheme = .sip, user: String? = nil, host: String, port: Int? = nil,
    parameters: SIPParameters = SIPParameters()
  ) {
    self.scheme = scheme
    self.user = user
    self.host = host
    self.port = port
    self.parameters = parameters
    headers = SIPParameters()
    opaque = ""
  }

  init(
    scheme: Scheme, user: String?, password: String?, host: String, port: Int?, parameters: SIPParameters,
    headers: SIPParameters, opaque: String
  ) {
    self.scheme = scheme
    self.user = user
    self.password = password
    self.host = host
    self.port = port
    self.parameters = parameters
    self.headers = headers
    self.opaque = opaque
  }

  /// The user part with its escapes resolved; bytes that are not UTF-8 become U+FFFD.
  public var decodedUser: String? {
    user.map { FieldReader.unescaped($0) }
  }

  /// True for a `Route` entry of a loose router (RFC 3261 §19.1.1).
  public var isLooseRouter: Bool { parameters.contains("lr") }

  /// The transport its parameter asks for; `sips` means TLS, nothing means UDP (RFC 3261 §19.1.2).
  public var transport: TransportProtocol {
    if scheme == .sips { return .tls }
    return parameters["transport"].flatMap(TransportProtocol.init(token:)) ?? .udp
  }

  /// Where a message to this URI goes when no name needs resolving: `maddr` or host, and the port or its default.
  public var hostPort: HostPort {
    HostPort(host: parameters["maddr"] ?? host, port: port ?? transport.defaultPort)
  }
}

extension SIPURI: CustomStringConvertible {
  public var description: String {
    switch scheme {
    case .tel: return "tel:" + (user ?? "") + parameters.description
    case .other(let name): return name + ":" + opaque
    case .sip, .sips:
      var text = scheme == .sips ? "sips:" : "sip:"
      if let user {
        text += user
        if let password { text += ":" + password }
        text += "@"
      }
      text += HostPort.bracketed(host)
      if let port { text += ":\(port)" }
      text += parameters.description
      text += headers.text(first: "?", separator: "&")
      return text
    }
  }
}
