/// A certificate with those that signed it, and its private key, both as PEM text.
public struct TLSIdentity: Sendable, CustomStringConvertible {
  public var certificates: [UInt8]
  public var privateKey: [UInt8]

  public init(certificates: [UInt8], privateKey: [UInt8]) {
    self.certificates = certificates
    self.privateKey = privateKey
  }

  /// Without the key.
  public var description: String { "TLS identity of \(certificates.count) bytes" }
}
