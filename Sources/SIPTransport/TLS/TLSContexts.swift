internal import NIOCore
internal import NIOSSL
internal import SIP

/// The TLS contexts of one node: one for its callers, and one for each way of checking servers. Lives on one loop.
final class TLSContexts {
  let settings: TLSSettings
  private let server: NIOSSLContext
  private let certificates: [NIOSSLCertificate]
  private let privateKey: NIOSSLPrivateKey
  private let additionalRoots: [NIOSSLCertificate]
  private var clients: [CertificateCheck: NIOSSLContext] = [:]

  /// Reads everything, so that what is wrong shows at the start.
  init(_ settings: TLSSettings) throws(SIPServiceError) {
    self.settings = settings
    do {
      certificates = try NIOSSLCertificate.fromPEMBytes(settings.identity.certificates)
      privateKey = try NIOSSLPrivateKey(bytes: settings.identity.privateKey, format: .pem)
    } catch {
      throw SIPServiceError(
        code: .certificate,
        message: "the TLS certificate and key cannot be read as PEM (\(error)); check TRUNKLINE_TLS_CERTIFICATE and "
          + "TRUNKLINE_TLS_KEY")
    }
    do {
      additionalRoots = try settings.trustedCertificatesFile.map { try NIOSSLCertificate.fromPEMFile($0) } ?? []
    } catch {
      throw SIPServiceError(
        code: .certificate,
        message: "the trusted certificates in \(settings.trustedCertificatesFile ?? "") cannot be read as PEM "
          + "(\(error)); check TRUNKLINE_TLS_TRUST")
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(privateKey))
    Self.apply(settings, additionalRoots, to: &configuration)
    if settings.callerCertificates == .required { configuration.certificateVerification = .noHostnameVerification }
    do {
      server = try NIOSSLContext(configuration: configuration)
    } catch {
      throw SIPServiceError(
        code: .certificate,
        message: "the TLS certificate and key do not go together (\(error)); check TRUNKLINE_TLS_CERTIFICATE and "
          + "TRUNKLINE_TLS_KEY")
    }
  }

  func serverHandler() -> NIOSSLServerHandler { NIOSSLServerHandler(context: server) }

  func clientHandler(_ security: TransportSecurity?) throws -> NIOSSLClientHandler {
    try NIOSSLClientHandler(
      context: client(security?.check ?? settings.check), serverHostname: security?.serverName)
  }

  private func client(_ check: CertificateCheck) throws -> NIOSSLContext {
    if let context = clients[check] { return context }
    var configuration = TLSConfiguration.makeClientConfiguration()
    Self.apply(settings, additionalRoots, to: &configuration)
    configuration.certificateChain = certificates.map { .certificate($0) }
    configuration.privateKey = .privateKey(privateKey)
    configuration.certificateVerification =
      switch check {
      case .chainAndName: .fullVerification
      case .chain: .noHostnameVerification
      case .none: .none
      }
    let context = try NIOSSLContext(configuration: configuration)
    clients[check] = context
    return context
  }

  private static func apply(
    _ settings: TLSSettings, _ roots: [NIOSSLCertificate], to configuration: inout TLSConfiguration
  ) {
    configuration.minimumTLSVersion = settings.minimumVersion == .v13 ? .tlsv13 : .tlsv12
    configuration.applicationProtocols = settings.applicationProtocols
    // A peer that does not end TLS in order must not keep its connection here.
    configuration.shutdownTimeout = .seconds(1)
    if !roots.isEmpty { configuration.additionalTrustRoots = [.certificates(roots)] }
  }
}
