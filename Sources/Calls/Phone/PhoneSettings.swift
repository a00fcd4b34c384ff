public import SIP

/// What every call of a node has in common.
public struct PhoneSettings: Sendable {
  /// In digest challenges.
  public var realm: String
  /// At least 16 random bytes; nonces are made and checked with it.
  public var nonceSecret: [UInt8]
  public var hash: DigestHash
  /// The IP address that a peer at the given address is told to send media to.
  public var mediaAddress: @Sendable (_ peer: String) -> String
  /// Monotonic time since an epoch of the caller's choice.
  public var clock: @Sendable () -> Duration

  public init(
    realm: String = "trunkline", nonceSecret: [UInt8], hash: @escaping DigestHash,
    mediaAddress: @escaping @Sendable (_ peer: String) -> String, clock: @escaping @Sendable () -> Duration
  ) {
    self.realm = realm
    self.nonceSecret = nonceSecret
    self.hash = hash
    self.mediaAddress = mediaAddress
    self.clock = clock
  }
}
