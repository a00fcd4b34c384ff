/// What we ask of the server at the other end of a TLS connection that we open.
public struct TransportSecurity: Hashable, Sendable {
  /// The domain that was asked for, before any resolving: what the certificate must name (RFC 5922 §4), and what the
  /// handshake says. Nil when the peer is known by its address only.
  public var serverName: String?
  /// Nil: as the service is configured.
  public var check: CertificateCheck?

  public init(serverName: String? = nil, check: CertificateCheck? = nil) {
    self.serverName = serverName
    self.check = check
  }
}
