import Audio
import SDP

/// A call's media and what was negotiated for it.
struct CallLine: Sendable {
  private(set) var media: (any CallMedia)?
  private var negotiation: SessionNegotiation?
  /// What the 200 will carry.
  private var firstDescription: [UInt8]?
  private var isHeld = false
  /// Nothing is opened any more, so that nothing stays open.
  private var isClosed = false

  /// The room of a call whose encoding is not known yet: wide enough for a voice, and resampled to what comes.
  private static let unknownRate = SampleRate.hz16000

  /// - Returns: the rate of the room, which stays whatever is agreed on later.
  mutating func open(
    _ media: any CallMedia, local: LocalMedia, offer: [UInt8]?, security: MediaSecurity
  ) throws(MediaRefusal) -> SampleRate {
    guard !isClosed else { throw MediaRefusal(status: 487, explanation: "the call ended before it had media") }
    var negotiation = SessionNegotiation(
      capabilities: MediaCapabilities(encryption: security.policy), local: local)
    var rate = Self.unknownRate
    if let offer {
      let (body, agreed) = try negotiation.answer(to: offer)
      firstDescription = body
      media.apply(agreed)
      rate = agreed.encoding.roomRate
    } else {
      firstDescription = negotiation.offer()
    }
    self.negotiation = negotiation
    self.media = media
    return rate
  }

  mutating func takeFirstDescription() -> [UInt8]? {
    defer { firstDescription = nil }
    return firstDescription
  }

  /// - Returns: the media to close.
  mutating func close() -> (any CallMedia)? {
    isClosed = true
    return media
  }

  /// Does nothing when no answer is awaited.
  mutating func accept(_ answer: [UInt8]) throws(MediaRefusal) {
    guard let agreed = try negotiation?.accept(answer: answer) else { return }
    media?.apply(agreed)
    isHeld = agreed.isHeld
  }

  /// - Returns: our description, and whether we are held now if that changed.
  mutating func reoffer(_ offer: [UInt8]?) throws(MediaRefusal) -> (body: [UInt8], hold: Bool?) {
    guard negotiation != nil else { throw MediaRefusal(status: 488, explanation: "no media was agreed yet") }
    guard let offer else { return (negotiation?.offer() ?? [], nil) }
    guard let (body, agreed) = try negotiation?.answer(to: offer) else { return ([], nil) }
    media?.apply(agreed)
    let changed = agreed.isHeld != isHeld
    isHeld = agreed.isHeld
    return (body, changed ? isHeld : nil)
  }
}

extension AgreedMedia {
  /// Whether the far end does not listen: `sendonly` and `inactive` on its side, or the old 0.0.0.0.
  var isHeld: Bool { direction == .receiveOnly || direction == .inactive }
}
