/// What offer and answer agreed on, seen from our side: all that the media session needs to know.
public struct AgreedMedia: Equatable, Sendable {
  public var encoding: AudioEncoding
  /// The payload type of audio that we send: the peer's number for it.
  public var sendPayloadType: UInt8
  /// The payload type of audio that reaches us: our number for it.
  public var receivePayloadType: UInt8
  /// Named events we may send, nil when the peer takes none: then none may be sent.
  public var sendTelephoneEvent: UInt8?
  /// Named events that may reach us.
  public var receiveTelephoneEvent: UInt8?
  /// Ticks a second in which the events of either side count.
  public var eventClockRate: Int
  /// Comfort noise (RFC 3389) that may reach us while the peer is silent.
  public var receiveComfortNoise: UInt8?
  /// What the peer wants of our Opus; means nothing with another encoding.
  public var opus: OpusFormat
  /// Where our audio goes. The unspecified address while the peer holds the old way.
  public var remote: MediaAddress
  /// Where our control packets go; `remote` when they are multiplexed (RFC 5761).
  public var remoteControl: MediaAddress
  public var multiplexesControl: Bool
  /// Ours: `.receiveOnly` and `.inactive` mean that the peer holds us.
  public var direction: MediaDirection
  /// Audio in each packet we send: 10–60 ms in steps of 10; of Opus 10, 20, 40 or 60.
  public var packetTimeMilliseconds: Int
  /// Keys and suite, nil for media in the clear.
  public var security: AgreedSecurity?

  public init(
    encoding: AudioEncoding, sendPayloadType: UInt8, receivePayloadType: UInt8, sendTelephoneEvent: UInt8?,
    receiveTelephoneEvent: UInt8?, eventClockRate: Int = 8000, receiveComfortNoise: UInt8? = nil,
    opus: OpusFormat = OpusFormat(), remote: MediaAddress, remoteControl: MediaAddress,
    multiplexesControl: Bool = false, direction: MediaDirection = .sendReceive, packetTimeMilliseconds: Int = 20,
    security: AgreedSecurity? = nil
  ) {
    self.encoding = encoding
    self.sendPayloadType = sendPayloadType
    self.receivePayloadType = receivePayloadType
    self.sendTelephoneEvent = sendTelephoneEvent
    self.receiveTelephoneEvent = receiveTelephoneEvent
    self.eventClockRate = eventClockRate
    self.receiveComfortNoise = receiveComfortNoise
    self.opus = opus
    self.remote = remote
    self.remoteControl = remoteControl
    self.multiplexesControl = multiplexesControl
    self.direction = direction
    self.packetTimeMilliseconds = packetTimeMilliseconds
    self.security = security
  }
}
