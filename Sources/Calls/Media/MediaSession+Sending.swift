internal import MediaTransport
internal import RTP
internal import SDP

/// Packets to the peer.
extension MediaSession {
  /// Sends this tick's frame, or a key in its place. While we may not send, time goes on without packets, so that
  /// timestamps tell the length of the pause.
  func send(at now: Duration, into outbox: inout Outbox) {
    guard agreed.direction.sends, let peer = latch.destination else {
      packetizer.pause()
      isResuming = true
      return
    }
    if let payloadType = agreed.sendTelephoneEvent, let key = keypad.nextEvent(at: packetizer.timestamp) {
      packetizer.pause()
      send(key, payloadType: payloadType, to: peer, into: &outbox)
      isResuming = true
      return
    }
    agentFrame.withUnsafeBufferPointer { resampler.intoCodec($0.span, &codecFrame) }
    keypad.sound(into: &codecFrame)
    sentSeam.join(&codecFrame)
    codecFrame.withUnsafeBufferPointer { packetizer.add($0.span) }
    while packetizer.hasPacket {
      let packet = RTPPacket(
        payloadType: agreed.sendPayloadType, marker: isResuming, sequence: sequence, timestamp: packetizer.timestamp,
        source: source)
      var payloadBytes = 0
      let isAdded = outbox.add(.rtp, to: peer) { datagram in
        guard packet.writeHeader(into: &datagram) else { return 0 }
        payloadBytes = packetizer.writePacket(into: &datagram, at: RTPPacket.headerBytes)
        return payloadBytes > 0 ? finish(&datagram, length: RTPPacket.headerBytes + payloadBytes) : 0
      }
      packetizer.dropPacket()
      guard isAdded, payloadBytes > 0 else { continue }
      sequence &+= 1
      isResuming = false
      transmission.record(payloadBytes: payloadBytes)
    }
  }

  /// Encrypts what is to be sent, where that was agreed on.
  private func finish(_ datagram: inout MutableSpan<UInt8>, length: Int, isControl: Bool = false) -> Int {
    guard let secure else { return length }
    return secure.protect(&datagram, length: length, isControl: isControl)
  }

  private func send(
    _ key: TelephoneEventPacket, payloadType: UInt8, to peer: PeerAddress, into outbox: inout Outbox
  ) {
    let packet = RTPPacket(
      payloadType: payloadType, marker: key.marker, sequence: sequence, timestamp: key.timestamp, source: source)
    let isAdded = outbox.add(.rtp, to: peer) { datagram in
      guard packet.writeHeader(into: &datagram),
        key.writePayload(into: &datagram, at: RTPPacket.headerBytes)
      else { return 0 }
      return finish(&datagram, length: RTPPacket.headerBytes + TelephoneEventPacket.payloadBytes)
    }
    guard isAdded else { return }
    sequence &+= 1
    transmission.record(payloadBytes: TelephoneEventPacket.payloadBytes)
  }

  /// Tells the peer how its stream fares and ours is meant (RFC 3550 §6.4), and at the end that we leave (§6.6).
  func report(isLast: Bool, at now: Duration, into outbox: inout Outbox) {
    guard let peer = controlDestination else { return }
    let block = reception.report(at: now)
    let hasSent = transmission.packets != reportedPackets
    reportedPackets = transmission.packets
    let sent = transmission.report(source: source, timestamp: packetizer.timestamp, at: now)
    outbox.add(agreed.multiplexesControl ? .rtp : .rtcp, to: peer) { datagram in
      var writer = ControlWriter()
      if hasSent {
        writer.add(sent, block, into: &datagram)
      } else {
        writer.add(receiver: source, block, into: &datagram)
      }
      let name = canonicalName
      writer.add(name: name.span, of: source, into: &datagram)
      if isLast { writer.add(byeOf: source, into: &datagram) }
      return finish(&datagram, length: writer.count, isControl: true)
    }
  }

  /// Beside the media: where control packets come from, else what was signalled, else, when media comes from another
  /// host than was signalled, the port after the media's.
  private var controlDestination: PeerAddress? {
    guard let media = latch.destination else { return nil }
    if agreed.multiplexesControl { return media }
    if let controlSource, controlSource.hasHost(of: media) { return controlSource }
    if let signalledControl, signalledControl.hasHost(of: media) { return signalledControl }
    return media.at(port: media.port &+ 1)
  }
}
