internal import Audio
public import MediaTransport
internal import RTP
internal import SDP

/// Packets from the peer.
extension MediaSession {
  /// Comfort noise (RFC 3389): the sender pauses.
  private static let comfortNoise: UInt8 = 13

  public func receive(
    _ datagram: Span<UInt8>, on channel: MediaChannel, from source: PeerAddress, at now: Duration,
    into outbox: inout Outbox
  ) {
    let isControl = channel == .rtcp || RTPPacket.isControl(datagram)
    guard let secure else { return take(datagram, isControl, on: channel, from: source, at: now) }
    let opened = secure.open(datagram, isControl: isControl)
    guard !opened.isEmpty else {
      datagramsRefused &+= 1
      return
    }
    take(opened.span, isControl, on: channel, from: source, at: now)
  }

  private func take(
    _ datagram: Span<UInt8>, _ isControl: Bool, on channel: MediaChannel, from source: PeerAddress, at now: Duration
  ) {
    if isControl { return receiveControl(datagram, on: channel, from: source, at: now) }
    guard let packet = RTPPacket(reading: datagram),
      latch.accepts(source, stream: packet.source, isAuthentic: secure != nil, at: now)
    else {
      datagramsRefused &+= 1
      return
    }
    let isEvent = packet.payloadType == agreed.receiveTelephoneEvent
    switch reception.record(packet, isTimed: !isEvent, at: now) {
    case .stray:
      datagramsRefused &+= 1
      return
    case .restarted:
      player.reset()
      keypad.reset()
    case .inStream: break
    }
    if liveness.heard(at: now, countsAsSound: true) { events.post(.soundArrived, of: line) }
    let payload = datagram.extracting(packet.payload)
    if isEvent {
      let (first, second) = keypad.receive(payload, packet, at: now)
      if let first { tell(first) }
      if let second { tell(second) }
      player.skip(packet)
    } else if packet.payloadType == agreed.receivePayloadType {
      player.insert(packet, payload: payload, at: now)
    } else if packet.payloadType == agreed.receiveComfortNoise ?? Self.comfortNoise {
      player.pause(packet, payload: payload)
    } else if let other = AudioEncoding(staticPayloadType: packet.payloadType),
      other.codec.sampleRate == agreed.encoding.codec.sampleRate
    {
      // Some gateways answer with one law of G.711 and send the other.
      player.insert(packet, payload: payload, at: now)
    } else {
      player.skip(packet)
    }
  }

  func tell(_ change: TelephoneEventChange) {
    if case .began(let event) = change, let key = event.key { events.post(.digit(key), of: line) }
  }

  private func receiveControl(
    _ datagram: Span<UInt8>, on channel: MediaChannel, from source: PeerAddress, at now: Duration
  ) {
    guard source.hasHost(of: latch.source ?? latch.destination) || source.hasHost(of: signalledControl) else {
      datagramsRefused &+= 1
      return
    }
    if channel == .rtcp { controlSource = source }
    var reader = ControlReader()
    while let packet = reader.next(in: datagram) {
      switch packet {
      case .senderReport(let report):
        if report.source == reception.source { reception.record(report, at: now) }
      case .block(let block):
        if block.source == self.source { transmission.record(block, at: now) }
      case .receiverReport, .bye: break
      }
    }
  }
}
