/// Where the SIP servers of a provider are to be looked for, and how they are spoken to.
public struct SIPServerAddress: Hashable, Sendable {
  public enum Transport: Hashable, Sendable { case automatic, udp, tcp, tls }

  /// What a server's certificate must show; see `tls_verification`.
  public enum CertificateCheck: Hashable, Sendable { case chain, hostname, none }

  /// A name or an address, IPv6 without brackets.
  public var host: String
  /// Nil leaves it to DNS, and to the standard port at last.
  public var port: Int?
  public var transport: Transport
  public var certificateCheck: CertificateCheck

  public init(
    host: String, port: Int? = nil, transport: Transport = .automatic, certificateCheck: CertificateCheck = .hostname
  ) {
    self.host = host
    self.port = port
    self.transport = transport
    self.certificateCheck = certificateCheck
  }
}
