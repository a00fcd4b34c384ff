import RTP

/// The expectation macros cannot take spans.
extension RTPPacket {
  init?(datagram: [UInt8]) {
    self.init(reading: datagram.span)
  }

  static func isControlPacket(_ datagram: [UInt8]) -> Bool { isControl(datagram.span) }

  /// Writes the header over the first bytes; nil when there is no room.
  func header(over datagram: [UInt8]) -> [UInt8]? {
    var datagram = datagram
    var span = datagram.mutableSpan
    return writeHeader(into: &span) ? datagram : nil
  }
}

extension TelephoneEventPacket {
  var payload: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.payloadBytes)
    var span = bytes.mutableSpan
    return writePayload(into: &span, at: 0) ? bytes : []
  }
}
