/// Writes the audio section of a description of ours.
struct AudioSection {
  private let local: LocalMedia
  private let transport: String
  private var formats: [String] = []
  private var clockRates: [Int] = []
  private var lines: [Line] = []

  init(_ local: LocalMedia, transport: String) {
    self.local = local
    self.transport = transport
  }

  /// The encodings of an offer, with our numbers.
  mutating func add(_ encodings: [AudioEncoding]) {
    for encoding in encodings { add(encoding, as: encoding.offeredPayloadType) }
  }

  /// Named events of an offer, one for each clock of the encodings before: 101 on the clock of telephone codecs, where
  /// some gateways know no other number.
  mutating func addEvents() {
    for clockRate in clockRates { addEvents(clockRate == 8000 ? 101 : 110, clockRate: clockRate) }
  }

  /// What was agreed on, with the numbers of the offer.
  mutating func add(_ media: AgreedMedia) {
    add(media.encoding, as: media.receivePayloadType)
    if let noise = media.receiveComfortNoise {
      formats.append(String(noise))
      lines.append(.attribute("rtpmap", "\(noise) CN/8000"))
    }
    if let events = media.receiveTelephoneEvent { addEvents(events, clockRate: media.eventClockRate) }
  }

  mutating func add(_ line: CryptoLine) {
    lines.append(.attribute("crypto", line.text))
  }

  func finished(
    direction: MediaDirection, packetTime: Int, longestPacketTime: Int? = nil, multiplexes: Bool
  ) -> MediaDescription {
    var lines = lines
    lines.append(.attribute("ptime", String(packetTime)))
    if let longestPacketTime { lines.append(.attribute("maxptime", String(longestPacketTime))) }
    lines.append(.attribute(direction.rawValue))
    if multiplexes { lines.append(.attribute("rtcp-mux")) }
    // Beside rtcp-mux it is for peers that do not multiplex (RFC 5761 §5.1.1).
    if local.controlPort != local.port &+ 1 { lines.append(.attribute("rtcp", String(local.controlPort))) }
    return MediaDescription(kind: "audio", port: local.port, transport: transport, formats: formats, lines: lines)
  }

  private mutating func add(_ encoding: AudioEncoding, as payloadType: UInt8) {
    formats.append(String(payloadType))
    if !clockRates.contains(encoding.clockRate) { clockRates.append(encoding.clockRate) }
    lines.append(.attribute("rtpmap", "\(payloadType) \(encoding.mapping)"))
    if encoding == .opus { lines.append(.attribute("fmtp", "\(payloadType) \(OpusFormat.own)")) }
  }

  private mutating func addEvents(_ payloadType: UInt8, clockRate: Int) {
    formats.append(String(payloadType))
    lines.append(.attribute("rtpmap", "\(payloadType) telephone-event/\(clockRate)"))
    lines.append(.attribute("fmtp", "\(payloadType) 0-16"))
  }
}
