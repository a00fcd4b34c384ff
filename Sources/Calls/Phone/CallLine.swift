import Audio
import SDP

/// A call's media and what was negotiated for it.
struct CallLine: Sendable {
  private(set) var media: (any CallMedia)?
  private var negotiation: SessionNegotiation?
  /// What the 200 will carry.
  private var firstDescription: [UInt8]?
  private(set) var isHeld = false
  /// What each phone that rings said of its media, by To tag: of several the one that answers counts.
  private var early: [String: AgreedMedia] = [:]
  /// What was agreed on before ``replace(_:security:from:)``.
  private var replaced: SessionNegotiation?
  /// With whom the far end sends us to.
  private var next: SessionNegotiation?
  /// Nothing is opened any more, so that nothing stays open.
  private var isClosed = false

  /// The room of a call whose encoding is not known yet: wide enough for a voice, and resampled to what comes.
  private static let unknownRate = SampleRate.hz16000

  /// For a call of ours, whose media is described when it is placed.
  mutating func open(_ media: any CallMedia) throws(MediaRefusal) -> SampleRate {
    guard !isClosed else { throw Self.tooLate }
    self.media = media
    return Self.unknownRate
  }

  /// Our offer for an attempt to place the call; what an earlier attempt agreed on no longer counts.
  mutating func offer(_ security: MediaSecurity, from local: LocalMedia) throws(MediaRefusal) -> [UInt8] {
    guard !isClosed else { throw Self.tooLate }
    var negotiation = SessionNegotiation(
      capabilities: MediaCapabilities(encryption: security.policy, suites: security.offeredSuites), local: local)
    defer { self.negotiation = negotiation }
    early = [:]
    return negotiation.offer()
  }

  /// More phones than this do not say anything before the answer.
  private static let maximumEarly = 32

  /// What a provisional response says of media. One that cannot be used says nothing.
  ///
  /// - Returns: whether something may be heard before the answer now.
  mutating func acceptEarly(_ answer: [UInt8]?, from tag: String?) -> Bool {
    guard let answer, let tag, early[tag] != nil || early.count < Self.maximumEarly,
      let agreed = try? negotiation?.consider(answer)
    else { return false }
    early[tag] = agreed
    media?.apply(agreed)
    return true
  }

  /// The answer in a 2xx, or without one what the same phone said in a reliable response before it (RFC 3261 §13.2.1).
  mutating func acceptFinal(_ answer: [UInt8]?, from tag: String?) throws(MediaRefusal) {
    defer { early = [:] }
    if let answer {
      _ = try accept(answer)
    } else if let tag, let agreed = early[tag] {
      negotiation?.settle(agreed)
      media?.apply(agreed)
    } else {
      throw MediaRefusal(status: 488, explanation: "the call was answered without a session description")
    }
  }

  // MARK: With somebody else

  /// Our offer to whom the far end sends us; what was agreed on goes on until the answer.
  mutating func offerNext(_ security: MediaSecurity, from local: LocalMedia) throws(MediaRefusal) -> [UInt8] {
    guard !isClosed else { throw Self.tooLate }
    var next = SessionNegotiation(
      capabilities: MediaCapabilities(encryption: security.policy, suites: security.offeredSuites), local: local)
    defer { self.next = next }
    return next.offer()
  }

  /// Their answer takes the place of what was agreed on before.
  mutating func acceptNext(_ answer: [UInt8]?) throws(MediaRefusal) {
    guard var next, let answer, let agreed = try next.accept(answer: answer) else {
      throw MediaRefusal(status: 488, explanation: "the call was answered without a session description")
    }
    negotiation = next
    self.next = nil
    media?.apply(agreed)
    isHeld = agreed.isHeld
  }

  /// Our answer to whoever takes the far end's place, or our offer when they made none; its answer is awaited then.
  mutating func replace(
    _ offer: [UInt8]?, security: MediaSecurity, from local: LocalMedia
  ) throws(MediaRefusal) -> [UInt8] {
    guard !isClosed, negotiation != nil else { throw Self.tooLate }
    var negotiation = SessionNegotiation(
      capabilities: MediaCapabilities(encryption: security.policy), local: local)
    guard let offer else {
      defer {
        replaced = self.negotiation
        self.negotiation = negotiation
      }
      return negotiation.offer()
    }
    let (body, agreed) = try negotiation.answer(to: offer)
    replaced = self.negotiation
    self.negotiation = negotiation
    media?.apply(agreed)
    isHeld = agreed.isHeld
    return body
  }

  /// Nobody took the far end's place after all.
  mutating func undoReplace() {
    guard let before = replaced else { return }
    replaced = nil
    negotiation = before
    guard let agreed = before.agreed else { return }
    media?.apply(agreed)
    isHeld = agreed.isHeld
  }

  private static let tooLate = MediaRefusal(
    status: 487, explanation: "the call ended before it had media; nothing is to be done")

  /// - Returns: the rate of the room, which stays whatever is agreed on later.
  mutating func open(
    _ media: any CallMedia, local: LocalMedia, offer: [UInt8]?, security: MediaSecurity
  ) throws(MediaRefusal) -> SampleRate {
    guard !isClosed else { throw Self.tooLate }
    var negotiation = SessionNegotiation(
      capabilities: MediaCapabilities(encryption: security.policy), local: local)
    var rate = Self.unknownRate
    if let offer {
      let (body, agreed) = try negotiation.answer(to: offer)
      firstDescription = body
      media.apply(agreed)
      isHeld = agreed.isHeld
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
  ///
  /// - Returns: whether we are held now, if that changed.
  mutating func accept(_ answer: [UInt8]) throws(MediaRefusal) -> Bool? {
    guard let agreed = try negotiation?.accept(answer: answer) else { return nil }
    media?.apply(agreed)
    return hold(as: agreed)
  }

  /// What the peer answered to the same description of ours again.
  ///
  /// - Returns: whether we are held now, if that changed.
  mutating func renew(_ answer: [UInt8]) throws(MediaRefusal) -> Bool? {
    guard !answer.isEmpty, let agreed = try negotiation?.renew(answer: answer) else { return nil }
    media?.apply(agreed)
    return hold(as: agreed)
  }

  private mutating func hold(as agreed: AgreedMedia) -> Bool? {
    guard agreed.isHeld != isHeld else { return nil }
    isHeld = agreed.isHeld
    return isHeld
  }

  /// - Returns: our description, and whether we are held now if that changed.
  mutating func reoffer(_ offer: [UInt8]?) throws(MediaRefusal) -> (body: [UInt8], hold: Bool?) {
    guard negotiation != nil else {
      throw MediaRefusal(status: 488, explanation: "no media was agreed yet; send the offer after the answer")
    }
    guard let offer else { return (negotiation?.offer() ?? [], nil) }
    guard let (body, agreed) = try negotiation?.answer(to: offer) else { return ([], nil) }
    media?.apply(agreed)
    return (body, hold(as: agreed))
  }
}

extension AgreedMedia {
  /// Whether the far end does not listen: `sendonly` and `inactive` on its side, or the old 0.0.0.0.
  var isHeld: Bool { direction == .receiveOnly || direction == .inactive }
}
