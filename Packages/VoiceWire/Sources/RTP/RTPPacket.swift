/// The fixed header of an RTP packet (RFC 3550 §5.1), and where in the datagram its payload lies: nothing is copied.
public struct RTPPacket: Equatable, Sendable {
  /// Bytes of a header without contributors and extension, as this side writes it.
  public static let headerBytes = 12

  public var payloadType: UInt8
  /// First packet after silence, or of an event.
  public var marker: Bool
  public var sequence: UInt16
  /// In ticks of the payload's clock.
  public var timestamp: UInt32
  /// SSRC: who sends.
  public var source: UInt32
  /// The payload within the datagram, without padding.
  public var payload: Range<Int>

  public init(
    payloadType: UInt8, marker: Bool = false, sequence: UInt16, timestamp: UInt32, source: UInt32,
    payload: Range<Int> = 12..<12
  ) {
    self.payloadType = payloadType
    self.marker = marker
    self.sequence = sequence
    self.timestamp = timestamp
    self.source = source
    self.payload = payload
  }

  /// Reads a datagram; nil when it is no RTP of version 2 or its lengths contradict each other (RFC 3550 A.1).
  public init?(reading datagram: Span<UInt8>) {
    guard datagram.count >= RTPPacket.headerBytes, datagram[0] >> 6 == 2 else { return nil }
    var start = RTPPacket.headerBytes + Int(datagram[0] & 0x0F) * 4
    if datagram[0] & 0x10 != 0 {
      guard datagram.count >= start + 4 else { return nil }
      start += 4 + Int(datagram.bigEndianUInt16(at: start + 2)) * 4
    }
    var end = datagram.count
    if datagram[0] & 0x20 != 0 {
      let padding = Int(datagram[end - 1])
      guard padding > 0 else { return nil }
      end -= padding
    }
    guard start <= end else { return nil }
    payloadType = datagram[1] & 0x7F
    marker = datagram[1] & 0x80 != 0
    sequence = datagram.bigEndianUInt16(at: 2)
    timestamp = datagram.bigEndianUInt32(at: 4)
    source = datagram.bigEndianUInt32(at: 8)
    payload = start..<end
  }

  /// Whether a datagram on a shared port is RTCP: the second byte tells (RFC 5761 §4).
  public static func isControl(_ datagram: Span<UInt8>) -> Bool {
    datagram.count >= 2 && datagram[0] >> 6 == 2 && (192...223).contains(datagram[1])
  }

  /// Writes the header to the first 12 bytes; the payload follows it.
  /// - Returns: whether there was room; nothing is written otherwise.
  @discardableResult
  public func writeHeader(into datagram: inout MutableSpan<UInt8>) -> Bool {
    guard datagram.count >= RTPPacket.headerBytes else { return false }
    datagram[0] = 0x80
    datagram[1] = payloadType & 0x7F | (marker ? 0x80 : 0)
    datagram.setBigEndian(sequence, at: 2)
    datagram.setBigEndian(timestamp, at: 4)
    datagram.setBigEndian(source, at: 8)
    return true
  }
}
