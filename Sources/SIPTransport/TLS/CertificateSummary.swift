internal import NIOSSL
internal import SIP

/// What a certificate says of itself, for whoever operates the node.
public struct CertificateSummary: Hashable, Sendable {
  /// The end of its validity, in seconds since 1970.
  public var validUntil: Int64
  /// The DNS names and addresses that it speaks for.
  public var names: [String]

  public init(validUntil: Int64, names: [String]) {
    self.validUntil = validUntil
    self.names = names
  }

  /// Throws `SIPServiceError` when certificate and key cannot be used.
  public init(_ identity: TLSIdentity) throws(SIPServiceError) {
    _ = try TLSContexts(TLSSettings(identity: identity))
    guard let certificate = try? NIOSSLCertificate.fromPEMBytes(identity.certificates).first else {
      throw SIPServiceError(code: .certificate, message: "the TLS certificate file holds no certificate")
    }
    validUntil = Int64(certificate.notValidAfter)
    var names: [String] = []
    for name in certificate._subjectAlternativeNames() {
      let bytes = name.contents.withUnsafeBufferPointer { Array($0) }
      switch name.nameType {
      case .dnsName: names.append(String(decoding: bytes, as: UTF8.self))
      case .ipAddress: if let text = IPAddressText.text(bytes) { names.append(text) }
      default: break
      }
    }
    self.names = names
  }
}
