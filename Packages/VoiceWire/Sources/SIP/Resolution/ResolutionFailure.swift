/// Why a request has nowhere to go.
public enum ResolutionFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The domain name system knows no server of this name.
  case unknown(host: String)
  /// No name server answered.
  case unanswered(host: String)
  /// The URI names a transport that no connection of ours can have.
  case unsupported(String)
  /// The URI names no host.
  case noHost(String)

  public var description: String {
    switch self {
    case .unknown(let host): "\(host) has no SIP server in DNS (NAPTR, SRV, A, AAAA); check the host's spelling"
    case .unanswered(let host):
      "no name server answers for \(host); check /etc/resolv.conf, or give the trunk an IP address"
    case .unsupported(let what): what
    case .noHost(let uri): "\(uri) names no host; give the trunk an address or an outbound proxy"
    }
  }
}
