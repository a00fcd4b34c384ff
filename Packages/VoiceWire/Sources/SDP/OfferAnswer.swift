/// Offer and answer (RFC 3264) for one audio stream, as pure functions.
///
/// `previous` is always our own last description in the same call: its version is kept when nothing changes, so that
/// refreshes stay refreshes (RFC 3264 §8).
public enum OfferAnswer {
  /// The number we give named events in our offers.
  private static let eventPayloadType: UInt8 = 101
  private static let transports = ["RTP/AVP", "RTP/AVPF"]

  /// Our offer: for an INVITE that came without one, for a hold, for a call we place.
  public static func offer(
    with capabilities: MediaCapabilities, from local: LocalMedia, after previous: SessionDescription? = nil
  ) -> SessionDescription {
    var encodings = capabilities.encodings.map { ($0.staticPayloadType, $0) }[...]
    if encodings.isEmpty { encodings = [(0, .pcmu)] }
    let section = audioSection(
      local, transport: "RTP/AVP", encodings: Array(encodings),
      events: capabilities.telephoneEvents ? eventPayloadType : nil, direction: local.direction, packetTime: 20,
      multiplexes: false)
    return describe(local, [section], after: previous)
  }

  /// Answers an offer: the first acceptable audio line with the first encoding of it that we know; every other line is
  /// refused with port zero.
  public static func answer(
    to offer: SessionDescription, with capabilities: MediaCapabilities, from local: LocalMedia,
    after previous: SessionDescription? = nil
  ) throws(NegotiationError) -> (description: SessionDescription, media: AgreedMedia) {
    let chosen = try acceptableSection(of: offer, capabilities.encodings)
    let section = offer.media[chosen.index]
    let events = capabilities.telephoneEvents ? chosen.map.payloadType(of: .telephoneEvent) : nil
    let direction = offer.direction(of: section).reversed.limited(to: local.direction)
    let media = agreement(
      in: offer, section, encoding: chosen.encoding, send: chosen.payloadType, receive: chosen.payloadType,
      sendEvents: events, receiveEvents: events, direction: direction)
    var answers = offer.media.map(refusal)
    answers[chosen.index] = audioSection(
      local, transport: section.transport, encodings: [(chosen.payloadType, chosen.encoding)], events: events,
      direction: direction, packetTime: media.packetTimeMilliseconds, multiplexes: media.multiplexesControl)
    return (describe(local, answers, after: previous), media)
  }

  /// Takes the answer to our `offer`: the first encoding in it that we offered counts.
  public static func accept(
    _ answer: SessionDescription, to offer: SessionDescription
  ) throws(NegotiationError) -> AgreedMedia {
    guard answer.media.count >= offer.media.count, let ours = offer.media.first, let theirs = answer.media.first else {
      throw .mismatchedAnswer
    }
    guard theirs.port != 0, theirs.kind == "audio" else { throw .noAudio }
    guard transports.contains(theirs.transport) else { throw .unsupportedTransport(theirs.transport) }
    let offered = PayloadMap(ours)
    let answered = PayloadMap(theirs)
    let known = offered.entries.compactMap { entry in
      if case .audio(let encoding) = entry.content { encoding } else { nil }
    }
    guard let chosen = answered.firstAudio(among: known), let own = offered.payloadType(of: .audio(chosen.encoding))
    else { throw .noCommonEncoding }
    let sendEvents = answered.payloadType(of: .telephoneEvent)
    let direction = answer.direction(of: theirs).reversed.limited(to: offer.direction(of: ours))
    return agreement(
      in: answer, theirs, encoding: chosen.encoding, send: chosen.payloadType, receive: own, sendEvents: sendEvents,
      receiveEvents: sendEvents == nil ? nil : offered.payloadType(of: .telephoneEvent), direction: direction)
  }

  private struct Choice {
    let index: Int
    let map: PayloadMap
    let payloadType: UInt8
    let encoding: AudioEncoding
  }

  /// The first line that can be accepted, or the nearest miss as the error.
  private static func acceptableSection(
    of offer: SessionDescription, _ encodings: [AudioEncoding]
  ) throws(NegotiationError) -> Choice {
    var miss = NegotiationError.noAudio
    for (index, section) in offer.media.enumerated() where section.kind == "audio" && section.port != 0 {
      guard transports.contains(section.transport) else {
        miss = .unsupportedTransport(section.transport)
        continue
      }
      let map = PayloadMap(section)
      guard let audio = map.firstAudio(among: encodings) else {
        miss = .noCommonEncoding
        continue
      }
      return Choice(index: index, map: map, payloadType: audio.payloadType, encoding: audio.encoding)
    }
    throw miss
  }

  private static func agreement(
    in remote: SessionDescription, _ section: MediaDescription, encoding: AudioEncoding, send: UInt8, receive: UInt8,
    sendEvents: UInt8?, receiveEvents: UInt8?, direction: MediaDirection
  ) -> AgreedMedia {
    let address = MediaAddress(host: remote.address(of: section), port: section.port)
    let multiplexes = section.attribute("rtcp-mux") != nil
    return AgreedMedia(
      encoding: encoding, sendPayloadType: send, receivePayloadType: receive, sendTelephoneEvent: sendEvents,
      receiveTelephoneEvent: receiveEvents, remote: address,
      remoteControl: multiplexes ? address : controlAddress(of: section, beside: address),
      multiplexesControl: multiplexes, direction: direction, packetTimeMilliseconds: packetTime(of: section))
  }

  /// `a=rtcp:port [IN IP4 address]` (RFC 3605), else the port after the media's.
  private static func controlAddress(of section: MediaDescription, beside media: MediaAddress) -> MediaAddress {
    let next = MediaAddress(host: media.host, port: media.port &+ 1)
    guard let fields = section.attribute("rtcp")?.split(separator: " "), let text = fields.first,
      let port = UInt16(text), port != 0
    else { return next }
    return MediaAddress(host: fields.count >= 4 ? String(fields[3]) : media.host, port: port)
  }

  /// What the peer wants to receive, in the steps and bounds we can send.
  private static func packetTime(of section: MediaDescription) -> Int {
    func milliseconds(_ name: String) -> Int? {
      guard let value = section.attribute(name)?.split(whereSeparator: { $0 == " " || $0 == "." }).first else {
        return nil
      }
      return Int(value)
    }
    let wanted = min(milliseconds("ptime") ?? 20, milliseconds("maxptime") ?? 60)
    return min(max(wanted, 10), 60) / 10 * 10
  }

  private static func refusal(of section: MediaDescription) -> MediaDescription {
    MediaDescription(
      kind: section.kind, port: 0, transport: section.transport,
      formats: section.formats.isEmpty ? ["0"] : section.formats)
  }

  private static func audioSection(
    _ local: LocalMedia, transport: String, encodings: [(payloadType: UInt8, encoding: AudioEncoding)], events: UInt8?,
    direction: MediaDirection, packetTime: Int, multiplexes: Bool
  ) -> MediaDescription {
    var formats = encodings.map { String($0.payloadType) }
    var lines = encodings.map { payloadType, encoding in
      Line.attribute("rtpmap", "\(payloadType) \(encoding.rawValue)/\(AudioEncoding.clockRate)")
    }
    if let events {
      formats.append(String(events))
      lines.append(.attribute("rtpmap", "\(events) telephone-event/\(AudioEncoding.clockRate)"))
      lines.append(.attribute("fmtp", "\(events) 0-16"))
    }
    lines.append(.attribute("ptime", String(packetTime)))
    lines.append(.attribute(direction.rawValue))
    if multiplexes {
      lines.append(.attribute("rtcp-mux"))
    } else if local.controlPort != local.port &+ 1 {
      lines.append(.attribute("rtcp", String(local.controlPort)))
    }
    return MediaDescription(kind: "audio", port: local.port, transport: transport, formats: formats, lines: lines)
  }

  private static func describe(
    _ local: LocalMedia, _ media: [MediaDescription], after previous: SessionDescription?
  ) -> SessionDescription {
    let version = previous?.origin.version ?? 1
    var description = SessionDescription(
      origin: Origin(sessionID: local.sessionID, version: version, address: local.address),
      connection: Connection(address: local.address), media: media)
    if let previous, previous != description { description.origin.version = version &+ 1 }
    return description
  }
}
