public import SDP

/// How the media of a call does, from its start.
public struct MediaQuality: Equatable, Sendable {
  public var encoding: AudioEncoding
  public var packetsReceived: Int64 = 0
  /// Never came, or came after their time.
  public var packetsLost: Int64 = 0
  public var packetsSent: Int64 = 0
  /// Of arrival times (RFC 3550 §6.4.1).
  public var jitter = Duration.zero
  /// What the jitter buffer adds now.
  public var bufferDelay = Duration.zero
  /// To the peer and back, when its reports tell.
  public var roundTrip: Duration?
  /// What the peer said it lost of ours lately, 0…1.
  public var remoteFractionLost = 0.0
  /// Estimated, 1…4.41; nil before the first packet.
  public var meanOpinionScore: Double?
  /// Datagrams from elsewhere than the call's source, and such as are no RTP.
  public var datagramsRefused: Int64 = 0

  public init(encoding: AudioEncoding) {
    self.encoding = encoding
  }
}
