/// What this side can do with audio.
public struct MediaCapabilities: Equatable, Sendable {
  /// In our order of preference. It orders our offers; when we answer, the offer's order wins.
  public var encodings: [AudioEncoding]
  /// Whether digits as named events (RFC 4733) are offered and accepted.
  public var telephoneEvents: Bool
  public var encryption: EncryptionPolicy
  /// Those we offer and accept, in our order of preference; when we answer, the offer's order wins.
  public var suites: [CryptoSuite]

  public init(
    encodings: [AudioEncoding] = [.opus, .g722, .pcmu, .pcma], telephoneEvents: Bool = true,
    encryption: EncryptionPolicy = .allow, suites: [CryptoSuite] = CryptoSuite.allCases
  ) {
    self.encodings = encodings
    self.telephoneEvents = telephoneEvents
    self.encryption = encryption
    self.suites = suites
  }
}
