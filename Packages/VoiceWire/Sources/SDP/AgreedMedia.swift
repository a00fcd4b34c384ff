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
  /// Where our audio goes. The unspecified address while the peer holds the old way.
  public var remote: MediaAddress
  /// Where our control packets go; `remote` when they are multiplexed (RFC 5761).
  public var remoteControl: MediaAddress
  public var multiplexesControl: Bool
  /// Ours: `.receiveOnly` and `.inactive` mean that the peer holds us.
  public var direction: MediaDirection
  /// Audio in each packet we send: 10–60 ms in steps of 10.
  public var packetTimeMilliseconds: Int

  public init(
    encoding: AudioEncoding, sendPayloadType: UInt8, receivePayloadType: UInt8, sendTelephoneEvent: UInt8?,
    receiveTelephoneEvent: UInt8?, remote: MediaAddress, remoteControl: MediaAddress, multiplexesControl: Bool = false,
    direction: MediaDirection = .sendReceive, packetTimeMilliseconds: Int = 20
  ) {
    self.encoding = encoding
    self.sendPayloadType = sendPayloadType
    self.receivePayloadType = receivePayloadType
    self.sendTelephoneEvent = sendTelephoneEvent
    self.receiveTelephoneEvent = receiveTelephoneEvent
    self.remote = remote
    self.remoteControl = remoteControl
    self.multiplexesControl = multiplexesControl
    self.direction = direction
    self.packetTimeMilliseconds = packetTimeMilliseconds
  }
}
