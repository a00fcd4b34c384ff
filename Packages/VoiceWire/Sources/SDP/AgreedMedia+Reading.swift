extension AgreedMedia {
  /// What the peer's section says of an encoding that was chosen from it.
  init(
    _ remote: SessionDescription, _ section: MediaDescription, _ encoding: AudioEncoding, send: UInt8, receive: UInt8
  ) {
    let address = MediaAddress(host: remote.address(of: section), port: section.port)
    let multiplexes = section.attribute("rtcp-mux") != nil
    self.init(
      encoding: encoding, sendPayloadType: send, receivePayloadType: receive, sendTelephoneEvent: nil,
      receiveTelephoneEvent: nil,
      opus: encoding == .opus ? OpusFormat(parsing: section.formatParameters(of: send) ?? "") : OpusFormat(),
      remote: address, remoteControl: multiplexes ? address : Self.controlAddress(of: section, beside: address),
      multiplexesControl: multiplexes,
      packetTimeMilliseconds: encoding.packetTime(atMost: Self.packetTime(of: section)))
  }

  mutating func agree(events send: UInt8, _ receive: UInt8, clockRate: Int) {
    sendTelephoneEvent = send
    receiveTelephoneEvent = receive
    eventClockRate = clockRate
  }

  /// `a=rtcp:port [IN IP4 address]` (RFC 3605), else the port after the media's.
  private static func controlAddress(of section: MediaDescription, beside media: MediaAddress) -> MediaAddress {
    let next = MediaAddress(host: media.host, port: media.port &+ 1)
    guard let fields = section.attribute("rtcp")?.split(separator: " "), let text = fields.first,
      let port = UInt16(text), port != 0
    else { return next }
    return MediaAddress(host: fields.count >= 4 ? String(fields[3]) : media.host, port: port)
  }

  /// What the peer wants to receive.
  private static func packetTime(of section: MediaDescription) -> Int {
    func milliseconds(_ name: String) -> Int? {
      guard let value = section.attribute(name)?.split(whereSeparator: { $0 == " " || $0 == "." }).first else {
        return nil
      }
      return Int(value)
    }
    return min(milliseconds("ptime") ?? 20, milliseconds("maxptime") ?? 60)
  }
}
