import Foundation
import SIPTransport

/// The certificate of SIP over TLS: the owner's, or one that is made in the data folder and made anew before it ends.
struct CertificateStore: Sendable {
  /// Where a certificate of our own making lies; its key is beside it.
  let folder: URL
  let security: Settings.Security
  /// What a new certificate speaks for.
  let names: [String]

  init(_ settings: Settings) {
    folder = settings.dataDirectory
    security = settings.telephone.security
    let telephone = settings.telephone
    let addresses = [telephone.publicAddress, telephone.address].compactMap { $0 }.filter {
      $0 != "0.0.0.0" && $0 != "::"
    }
    names = [ProcessInfo.processInfo.hostName] + addresses
  }

  private static let renewalDays: Int64 = 30

  private var madeCertificate: URL { folder.appending(path: "sip-certificate.pem") }
  private var madeKey: URL { folder.appending(path: "sip-key.pem") }

  var certificateFile: URL { security.certificateFile ?? madeCertificate }
  var isMade: Bool { security.certificateFile == nil }

  /// - Throws: ``StartError`` that says what to do.
  func load(orMakeAt now: Date) throws -> TLSSettings {
    let identity: TLSIdentity
    if let certificate = security.certificateFile, let key = security.keyFile {
      identity = TLSIdentity(
        certificates: try Self.read(certificate, .tlsCertificate), privateKey: try Self.read(key, .tlsKey))
    } else {
      identity = try made(at: now)
    }
    return TLSSettings(
      identity: identity, minimumVersion: security.minimumVersion,
      applicationProtocols: security.applicationProtocols, check: security.verification,
      trustedCertificatesFile: security.trustFile?.path(percentEncoded: false),
      callerCertificates: security.callerCertificates)
  }

  /// What is there, without making anything; nil when a start would make it.
  func existing() throws -> TLSIdentity? {
    if let certificate = security.certificateFile, let key = security.keyFile {
      return TLSIdentity(
        certificates: try Self.read(certificate, .tlsCertificate), privateKey: try Self.read(key, .tlsKey))
    }
    guard let certificate = try? Data(contentsOf: madeCertificate), let key = try? Data(contentsOf: madeKey) else {
      return nil
    }
    return TLSIdentity(certificates: Array(certificate), privateKey: Array(key))
  }

  private func made(at now: Date) throws -> TLSIdentity {
    let seconds = Int64(now.timeIntervalSince1970)
    if let identity = try existing(), let summary = try? CertificateSummary(identity),
      summary.validUntil > seconds + Self.renewalDays * 86_400
    {
      return identity
    }
    do {
      // A peer whose clock is a little late must not refuse it.
      let identity = try SelfSignedCertificate(names: names, validFrom: seconds - 3_600).make()
      try Self.write(identity.privateKey, to: madeKey, permissions: 0o600)
      try Self.write(identity.certificates, to: madeCertificate, permissions: 0o644)
      return identity
    } catch {
      throw StartError(
        code: .notWritable,
        message: "cannot write a TLS certificate to \(folder.path(percentEncoded: false)): \(error); make it writable, "
          + "or set \(SettingKey.sipTLSPort.environmentName)=off")
    }
  }

  private static func write(_ bytes: [UInt8], to url: URL, permissions: Int) throws {
    let path = url.path(percentEncoded: false)
    try? FileManager.default.removeItem(at: url)
    guard
      FileManager.default.createFile(
        atPath: path, contents: Data(bytes), attributes: [.posixPermissions: permissions])
    else { throw CocoaError(.fileWriteNoPermission) }
  }

  private static func read(_ url: URL, _ key: SettingKey) throws -> [UInt8] {
    do { return Array(try Data(contentsOf: url)) } catch {
      throw StartError(
        code: .configuration,
        message: "\(key.rawValue): cannot read \(url.path(percentEncoded: false)); check its path and its rights")
    }
  }
}
