internal import Crypto
internal import SIP

/// A certificate of our own making, for a node that has none: encrypts against listeners, proves nothing until its owner
/// gives it to the peers (RFC 5280).
public struct SelfSignedCertificate: Sendable {
  /// DNS names and IP addresses that it speaks for; the first is its common name.
  public var names: [String]
  /// In seconds since 1970.
  public var validFrom: Int64
  public var validDays: Int64

  public init(names: [String], validFrom: Int64, validDays: Int64 = 3_650) {
    self.names = names.isEmpty ? ["localhost"] : names
    self.validFrom = validFrom
    self.validDays = validDays
  }

  /// Makes a new P-256 key and signs with it.
  public func make() throws -> TLSIdentity {
    let key = P256.Signing.PrivateKey()
    let body = toBeSigned(publicKey: Array(key.publicKey.derRepresentation))
    let signature = try key.signature(for: body)
    let certificate = DistinguishedEncoding.sequence(
      body, Self.algorithm, DistinguishedEncoding.bits(Array(signature.derRepresentation)))
    return TLSIdentity(
      certificates: Array(Self.pem(certificate, label: "CERTIFICATE").utf8),
      privateKey: Array((key.pemRepresentation + "\n").utf8))
  }

  // 1.2.840.10045.4.3.2, ecdsa-with-SHA256
  private static let algorithm = DistinguishedEncoding.sequence(
    DistinguishedEncoding.identifier([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02]))

  private func toBeSigned(publicKey: [UInt8]) -> [UInt8] {
    typealias DER = DistinguishedEncoding
    // 2.5.4.3, commonName, of 64 characters at most
    let commonName = DER.sequence(DER.identifier([0x55, 0x04, 0x03]), DER.text(String(names[0].prefix(64))))
    let name = DER.sequence(DER.value(0x31, commonName))
    let serial = [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
      for index in 0..<16 { buffer[index] = .random(in: .min ... .max) }
      buffer[0] = buffer[0] & 0x7F | 0x40
      count = 16
    }
    return DER.sequence(
      DER.value(0xA0, DER.integer([2])), DER.integer(serial), Self.algorithm, name,
      DER.sequence(DER.time(validFrom), DER.time(validFrom + validDays * 86_400)), name, publicKey,
      DER.value(0xA3, extensions))
  }

  private var extensions: [UInt8] {
    typealias DER = DistinguishedEncoding
    let alternatives = names.flatMap { name in
      IPAddressText.bytes(name).map { DER.value(0x87, $0) } ?? DER.value(0x82, Array(name.utf8))
    }
    // Without a key usage, which would have to allow signing certificates for this one to be its own root.
    // TLS servers and, for trunks that ask for a certificate, TLS clients.
    let usages = [1, 2].flatMap { DER.identifier([0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, $0]) }
    return DER.sequence(
      DER.sequence(DER.identifier([0x55, 0x1D, 0x11]), DER.octets(DER.value(0x30, alternatives))),
      DER.sequence(DER.identifier([0x55, 0x1D, 0x25]), DER.octets(DER.value(0x30, usages))))
  }

  /// RFC 7468: base64 in lines of 64 characters.
  private static func pem(_ bytes: [UInt8], label: String) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      let word = part.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - part.count))
      for index in 0..<4 {
        text.append(index > part.count ? 0x3D : letters[Int(word >> UInt32(18 - 6 * index) & 63)])
      }
      if start % 48 == 45 { text.append(0x0A) }
    }
    if text.last != 0x0A { text.append(0x0A) }
    return "-----BEGIN \(label)-----\n\(String(decoding: text, as: UTF8.self))-----END \(label)-----\n"
  }
}
