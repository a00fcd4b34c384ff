import SDP

/// Offers and answers of one call (RFC 3264), in either order, and what they agreed on last.
///
/// An INVITE with an offer is answered in the 200; one without gets our offer there, and its answer comes in the ACK.
/// Both may happen again in a re-INVITE, for hold, resume, a moved address or another codec.
struct SessionNegotiation: Sendable {
  private enum Stage: Sendable {
    case fresh
    /// Our offer is out; its answer is awaited. `agreed` goes on until then.
    case offered(SessionDescription, agreed: AgreedMedia?)
    case agreed(AgreedMedia)
  }

  private let capabilities: MediaCapabilities
  private let local: LocalMedia
  private var stage: Stage = .fresh
  /// What we described last; versions count from it.
  private var description: SessionDescription?

  init(capabilities: MediaCapabilities, local: LocalMedia) {
    self.capabilities = capabilities
    self.local = local
  }

  /// What the media session goes by; nil until both sides agreed.
  var agreed: AgreedMedia? {
    switch stage {
    case .fresh: nil
    case .offered(_, let agreed): agreed
    case .agreed(let agreed): agreed
    }
  }

  /// Our answer to the peer's offer. A refusal leaves what was agreed before as it was (RFC 3264 §8).
  mutating func answer(to offer: [UInt8]) throws(MediaRefusal) -> (body: [UInt8], media: AgreedMedia) {
    let described = try Self.read(offer)
    // The system's generator: keys come of it.
    var random = SystemRandomNumberGenerator()
    do {
      let (description, media) = try OfferAnswer.answer(
        to: described, with: capabilities, from: local, after: self.description, agreed: agreed, using: &random)
      self.description = description
      stage = .agreed(media)
      return (description.bytes, media)
    } catch { throw MediaRefusal(status: 488, explanation: error.message) }
  }

  /// Our offer, for a peer that made none.
  mutating func offer() -> [UInt8] {
    var random = SystemRandomNumberGenerator()
    let offer = OfferAnswer.offer(
      with: capabilities, from: local, after: description, agreed: agreed, using: &random)
    description = offer
    stage = .offered(offer, agreed: agreed)
    return offer.bytes
  }

  /// The peer's answer to our offer; nil when none was awaited.
  mutating func accept(answer: [UInt8]) throws(MediaRefusal) -> AgreedMedia? {
    guard case .offered = stage else { return nil }
    return try renew(answer: answer)
  }

  /// The peer's answer to the same description of ours again, as a session refresh brings it (RFC 4028 §7.4).
  mutating func renew(answer: [UInt8]) throws(MediaRefusal) -> AgreedMedia? {
    guard let media = try consider(answer) else { return nil }
    stage = .agreed(media)
    return media
  }

  /// What would be agreed on if this were the answer: of a phone that rings, among others perhaps.
  func consider(_ answer: [UInt8]) throws(MediaRefusal) -> AgreedMedia? {
    guard let description else { return nil }
    let described = try Self.read(answer)
    do { return try OfferAnswer.accept(described, to: description) } catch {
      throw MediaRefusal(status: 488, explanation: error.message)
    }
  }

  /// What was considered holds.
  mutating func settle(_ media: AgreedMedia) { stage = .agreed(media) }

  private static func read(_ body: [UInt8]) throws(MediaRefusal) -> SessionDescription {
    do { return try SessionDescription(parsing: body) } catch {
      throw MediaRefusal(status: 400, explanation: error.message)
    }
  }
}
