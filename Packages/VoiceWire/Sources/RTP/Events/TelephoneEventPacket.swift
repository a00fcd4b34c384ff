/// One packet of an event to be sent: the header's marker and timestamp, and the four bytes of payload (RFC 4733 §2.3).
public struct TelephoneEventPacket: Equatable, Sendable {
  public static let payloadBytes = 4

  public let event: TelephoneEvent
  public let marker: Bool
  /// Of the event's start, the same in all its packets.
  public let timestamp: UInt32
  public let isEnd: Bool
  /// Ticks since the start.
  public let duration: UInt16

  /// Writes the payload at `offset`; says whether there was room.
  @discardableResult
  public func writePayload(into datagram: inout MutableSpan<UInt8>, at offset: Int) -> Bool {
    guard offset >= 0, datagram.count - offset >= Self.payloadBytes else { return false }
    datagram[offset] = event.code
    // Volume −10 dBm0.
    datagram[offset + 1] = 10 | (isEnd ? 0x80 : 0)
    datagram.setBigEndian(duration, at: offset + 2)
    return true
  }
}
