public import SIP

/// How the node speaks TLS, as a server and as a client.
public struct TLSSettings: Sendable {
  public enum Version: String, Hashable, Sendable, CaseIterable {
    case v12 = "1.2"
    case v13 = "1.3"
  }

  /// What a listener asks of its callers' certificates.
  public enum CallerCertificates: String, Hashable, Sendable, CaseIterable {
    case ignored
    /// A certificate signed by a trusted root, or no connection.
    case required
  }

  /// Shown to callers, and to servers that ask for it.
  public var identity: TLSIdentity
  /// Older versions are refused.
  public var minimumVersion: Version
  /// What ALPN offers. Empty: nothing is said, for there are peers that end the handshake over it.
  public var applicationProtocols: [String]
  /// How servers' certificates are checked where the trunk does not say.
  public var check: CertificateCheck
  /// A PEM file of roots that are trusted beside those of the system.
  public var trustedCertificatesFile: String?
  public var callerCertificates: CallerCertificates

  public init(
    identity: TLSIdentity, minimumVersion: Version = .v12, applicationProtocols: [String] = [],
    check: CertificateCheck = .chainAndName, trustedCertificatesFile: String? = nil,
    callerCertificates: CallerCertificates = .ignored
  ) {
    self.identity = identity
    self.minimumVersion = minimumVersion
    self.applicationProtocols = applicationProtocols
    self.check = check
    self.trustedCertificatesFile = trustedCertificatesFile
    self.callerCertificates = callerCertificates
  }
}
