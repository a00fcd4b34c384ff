/// Our end of the media, as our descriptions state it.
public struct LocalMedia: Equatable, Sendable {
  /// Identifies the session in `o=`, the same for the whole call.
  public var sessionID: UInt64
  /// The address peers reach us at, IPv4 or IPv6 text.
  public var address: String
  public var port: UInt16
  /// Where we take control packets when they are not multiplexed with RTP.
  public var controlPort: UInt16
  /// What we want at most: `.sendOnly` puts the peer on hold.
  public var direction: MediaDirection

  public init(
    sessionID: UInt64, address: String, port: UInt16, controlPort: UInt16? = nil,
    direction: MediaDirection = .sendReceive
  ) {
    self.sessionID = sessionID
    self.address = address
    self.port = port
    self.controlPort = controlPort ?? port &+ 1
    self.direction = direction
  }
}
