/// How the media of a call is encrypted, and with which keys.
public struct AgreedSecurity: Equatable, Sendable {
  public var suite: CryptoSuite
  /// What we encrypt with.
  public var sendKey: MediaKey
  /// What the peer encrypts with; several are told apart by their identifiers.
  public var receiveKeys: [MediaKey]

  public init(suite: CryptoSuite, sendKey: MediaKey, receiveKeys: [MediaKey]) {
    self.suite = suite
    self.sendKey = sendKey
    self.receiveKeys = receiveKeys
  }
}
