import MediaTransport
import RTP

extension SentPacket {
  var packet: RTPPacket? { channel == .rtp && !RTPPacket.isControl(bytes.span) ? RTPPacket(reading: bytes.span) : nil }

  var control: [ControlPacket] {
    guard RTPPacket.isControl(bytes.span) else { return [] }
    var reader = ControlReader()
    var found: [ControlPacket] = []
    while let packet = reader.next(in: bytes.span) { found.append(packet) }
    return found
  }
}

/// An RTP datagram as a far end would send it.
func datagram(
  _ sequence: Int, payloadType: UInt8 = 0, marker: Bool = false, timestamp: Int? = nil, source: UInt32 = 0xAAAA,
  payload: [UInt8] = [UInt8](repeating: 0xFF, count: 160)
) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: 12) + payload
  let packet = RTPPacket(
    payloadType: payloadType, marker: marker, sequence: UInt16(truncatingIfNeeded: sequence),
    timestamp: UInt32(truncatingIfNeeded: timestamp ?? sequence * 160), source: source)
  var span = bytes.mutableSpan
  packet.writeHeader(into: &span)
  return bytes
}
