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

  /// Our own offers keep to 8 kHz, because the room needs its rate before the answer comes.
  static let offered = MediaCapabilities(encodings: [.pcmu, .pcma])

  mutating func open(
    _ media: any CallMedia, local: LocalMedia, offer: [UInt8]?
  ) throws(MediaRefusal) -> SampleRate {
    guard !isClosed else { throw MediaRefusal(status: 487, explanation: "the call ended before it had media") }
    if let offer {
      var negotiation = SessionNegotiation(capabilities: MediaCapabilities(), local: local)
      let (body, agreed) = try negotiation.answer(to: offer)
      negotiation.keepRate(of: agreed.encoding)
      firstDescription = body
      media.apply(agreed)
      self.negotiation = negotiation
      self.media = media
      return agreed.encoding == .g722 ? .hz16000 : .hz8000
    }
    var negotiation = SessionNegotiation(capabilities: Self.offered, local: local)
    firstDescription = negotiation.offer()
    self.negotiation = negotiation
    self.media = media
    return .hz8000
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
