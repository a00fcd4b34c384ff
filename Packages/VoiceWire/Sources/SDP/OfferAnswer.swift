/// Offer and answer (RFC 3264) for one audio stream, as pure functions.
///
/// `previous` is always our own last description in the same call: its version is kept when nothing changes, so that
/// refreshes stay refreshes (RFC 3264 §8). `agreed` is what it led to. Keys come from `random`, which must be one that
/// nobody can guess.
public enum OfferAnswer {
  /// Our offer: for an INVITE that came without one, for a hold, for a call we place. In a call that goes on it keeps the
  /// lines of the description before (RFC 3264 §8), and brings new keys.
  public static func offer(
    with capabilities: MediaCapabilities, from local: LocalMedia, after previous: SessionDescription? = nil,
    agreed: AgreedMedia? = nil, using random: inout some RandomNumberGenerator
  ) -> SessionDescription {
    let place = previous?.media.firstIndex(where: \.isActiveAudio)
    let isEncrypted = capabilities.encryption == .require || agreed?.security != nil
    let before = place.flatMap { previous?.media[$0].transport }
    var section = AudioSection(local, transport: before ?? (isEncrypted ? "RTP/SAVP" : "RTP/AVP"))
    section.add(capabilities.encodings.isEmpty ? [.pcmu] : capabilities.encodings)
    if capabilities.telephoneEvents { section.addEvents() }
    if capabilities.encryption != .disable {
      for (index, suite) in capabilities.suites.enumerated() {
        section.add(CryptoLine(tag: String(index + 1), suite: suite, key: MediaKey(for: suite, using: &random)))
      }
    }
    var media = previous?.media.map(\.refusal) ?? []
    let finished = section.finished(
      direction: local.direction, packetTime: 20, longestPacketTime: 60, multiplexes: true)
    if let place { media[place] = finished } else { media.append(finished) }
    return describe(local, media, after: previous)
  }

  /// Answers an offer: the first acceptable audio line with the first encoding of it that we know; every other line is
  /// refused with port zero.
  ///
  /// Our key is new with a new key of the peer's, and stays in a refresh.
  public static func answer(
    to offer: SessionDescription, with capabilities: MediaCapabilities, from local: LocalMedia,
    after previous: SessionDescription? = nil, agreed: AgreedMedia? = nil,
    using random: inout some RandomNumberGenerator
  ) throws(NegotiationError) -> (description: SessionDescription, media: AgreedMedia) {
    let chosen = try AcceptableSection(in: offer, capabilities)
    let section = offer.media[chosen.index]
    var media = AgreedMedia(offer, section, chosen.encoding, send: chosen.payloadType, receive: chosen.payloadType)
    media.direction = offer.direction(of: section).reversed.limited(to: local.direction)
    if capabilities.telephoneEvents, let events = chosen.map.events(beside: chosen.encoding) {
      media.agree(events: events.payloadType, events.payloadType, clockRate: events.clockRate)
    }
    if chosen.encoding.clockRate == 8000 { media.receiveComfortNoise = chosen.map.payloadType(of: .comfortNoise) }
    var answer = AudioSection(local, transport: section.transport)
    answer.add(media)
    if let crypto = chosen.crypto {
      let before = agreed?.security
      let isRefresh = before?.suite == crypto.suite && before?.receiveKeys == crypto.keys
      let key = (isRefresh ? before?.sendKey : nil) ?? MediaKey(for: crypto.suite, using: &random)
      media.security = AgreedSecurity(suite: crypto.suite, sendKey: key, receiveKeys: crypto.keys)
      answer.add(CryptoLine(tag: crypto.tag, suite: crypto.suite, key: key))
    }
    var answers = offer.media.map(\.refusal)
    answers[chosen.index] = answer.finished(
      direction: media.direction, packetTime: media.packetTimeMilliseconds, multiplexes: media.multiplexesControl)
    return (describe(local, answers, after: previous), media)
  }

  /// Takes the answer to our `offer`: the first encoding in it that we offered counts.
  public static func accept(
    _ answer: SessionDescription, to offer: SessionDescription
  ) throws(NegotiationError) -> AgreedMedia {
    guard let place = offer.media.firstIndex(where: \.isActiveAudio),
      answer.media.count >= offer.media.count
    else { throw .mismatchedAnswer }
    let (ours, theirs) = (offer.media[place], answer.media[place])
    guard theirs.port != 0, theirs.kind == "audio" else { throw .noAudio }
    guard let isSecure = theirs.isSecure else { throw .unsupportedTransport(theirs.transport) }
    let offered = PayloadMap(ours)
    let answered = PayloadMap(theirs)
    let known = offered.entries.compactMap { entry in
      if case .audio(let encoding) = entry.content { encoding } else { nil }
    }
    guard let chosen = answered.firstAudio(among: known), let own = offered.payloadType(of: .audio(chosen.encoding))
    else { throw .noCommonEncoding }
    var media = AgreedMedia(answer, theirs, chosen.encoding, send: chosen.payloadType, receive: own)
    media.multiplexesControl = media.multiplexesControl && ours.attribute("rtcp-mux") != nil
    media.direction = answer.direction(of: theirs).reversed.limited(to: offer.direction(of: ours))
    if let events = answered.events(beside: chosen.encoding),
      let own = offered.payloadType(of: .telephoneEvent(clockRate: events.clockRate))
    {
      media.agree(events: events.payloadType, own, clockRate: events.clockRate)
    }
    media.security = try agreedSecurity(theirs, to: ours)
    if media.security == nil {
      if ours.isSecure == true { throw .encryptionRequired }
      if isSecure { throw .noUsableKey }
    }
    return media
  }

  /// The first line of the answer that takes one of ours by its tag (RFC 4568 §5.1.3).
  private static func agreedSecurity(
    _ answer: MediaDescription, to offer: MediaDescription
  ) throws(NegotiationError) -> AgreedSecurity? {
    let offered = offer.cryptoLines
    for line in answer.cryptoLines {
      guard let own = offered.first(where: { $0.tag == line.tag && $0.suite == line.suite }), let key = own.keys.first
      else { continue }
      return AgreedSecurity(suite: line.suite, sendKey: key, receiveKeys: line.keys)
    }
    // A key that does not fit would be heard as noise; the peer encrypts all the same.
    if answer.attribute("crypto") != nil, !offered.isEmpty { throw .noUsableKey }
    return nil
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
