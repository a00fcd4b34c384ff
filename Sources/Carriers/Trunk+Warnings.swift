extension Trunk {
  /// Whether callers must answer a digest challenge.
  public var asksForDigest: Bool { settings.authUsername != nil && settings.authPassword != nil }

  /// Settings that are legal and dangerous, each in a sentence.
  public var warnings: [String] {
    var warnings: [String] = []
    if direction != .outbound, allowedAddresses.isEmpty, !asksForDigest {
      warnings.append(
        "anyone can call in: allowed_addresses is empty and there is no auth_username; "
          + "list the carrier's addresses or set credentials")
    }
    if settings.transport == .tls, settings.tlsVerification == .none {
      warnings.append(
        "anyone in between can read and change calls: tls_verification is none; use chain if the certificate does not "
          + "name the carrier's address")
    }
    if settings.mediaEncryption == .require, settings.transport != .tls {
      warnings.append(
        "media keys travel in the clear: media_encryption is require and transport is not tls; use tls")
    }
    return warnings
  }
}
