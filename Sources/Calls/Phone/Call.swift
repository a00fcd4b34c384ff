public import Audio
import SDP
import SIP
import Synchronization

/// One call, from the INVITE on: signalling and media together, in the words of telephony.
///
/// Callable from any thread. Commands that do not fit the call's state do nothing.
public final class Call: Sendable {
  public let id: CallID
  public let invitation: CallInvitation
  /// What happens to it, oldest first; ends after the last event. Of 1,024 that wait, the oldest are kept.
  public let events: AsyncStream<CallEvent>

  private let occurrences: AsyncStream<CallEvent>.Continuation
  private let request: SIPRequest
  private let legs: any LegCommands
  private let desk: any MediaDesk
  private let digest: DigestDesk
  private let settings: PhoneSettings
  private let line = Mutex<CallLine>(CallLine())
  private let keys = HeardKeys()

  init(
    _ id: CallID, invitation: Invitation, legs: any LegCommands, media: any MediaDesk, digest: DigestDesk,
    settings: PhoneSettings
  ) {
    self.id = id
    self.invitation = CallInvitation(invitation)
    request = invitation.request
    self.legs = legs
    desk = media
    self.digest = digest
    self.settings = settings
    (events, occurrences) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1024))
  }

  // MARK: Commands

  public func check(username: String, password: String) -> CredentialCheck {
    digest.check(request, username: username, password: password)
  }

  /// 401 with fresh challenges (RFC 3261 §22.2); the caller tries again as a new call.
  public func challenge(isStale: Bool) {
    var headers = SIPHeaders()
    for challenge in digest.challenges(isStale: isStale) { headers.append("WWW-Authenticate", challenge) }
    legs.perform(.reject(401, reason: nil, headers: headers), on: id.leg)
  }

  /// A final refusal. The phrase is repeated in a Reason header (RFC 3326), which proxies keep.
  ///
  /// - Parameter warning: a sentence for whoever looks after the far end (RFC 3261 §20.43).
  public func refuse(status: Int, phrase: String, retryAfterSeconds: Int? = nil, warning: String? = nil) {
    var headers: SIPHeaders = ["Reason": "SIP;cause=\(status);text=\"\(phrase)\""]
    if let retryAfterSeconds { headers.append("Retry-After", "\(retryAfterSeconds)") }
    if let warning {
      let text = String(warning.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline })
      headers.append("Warning", "399 trunkline \"\(text)\"")
    }
    legs.perform(.reject(SIPStatus(status), reason: phrase, headers: headers), on: id.leg)
    closeMedia()
  }

  public func ring() { legs.perform(.ring(), on: id.leg) }

  /// Opens ports and agrees on what is offered, or prepares our own offer when the INVITE had none.
  ///
  /// - Parameter security: whether the media is encrypted.
  /// - Returns: the rate at which sound will pass.
  public func openMedia(security: MediaSecurity = .allow) throws(MediaRefusal) -> SampleRate {
    let (occurrences, keys, clock) = (occurrences, keys, settings.clock)
    let media = try desk.open { event in
      if case .digit(let key) = event, !keys.take(key, by: .media, at: clock()) { return }
      occurrences.yield(event)
    }
    do {
      let local = LocalMedia(
        sessionID: UInt64.random(in: 1...UInt64(Int64.max)),
        address: settings.mediaAddress(invitation.sourceAddress), port: media.localPort)
      let offer = SIPMessage.request(request).sessionDescription
      return try line.withLock { line throws(MediaRefusal) in
        try line.open(media, local: local, offer: offer, security: security)
      }
    } catch {
      media.close()
      throw error
    }
  }

  /// Connects the sound to a seat. Must follow ``openMedia(security:)``.
  public func connect(_ seat: any CallSeat & Sendable, rate: SampleRate, recording: CallRecording?) {
    line.withLock { $0.media }?.connect(seat, rate: rate, recording: recording)
  }

  /// 200. Must follow ``openMedia(security:)``.
  public func answer() {
    guard let body = line.withLock({ $0.takeFirstDescription() }) else { return }
    legs.perform(.answer(body: body), on: id.leg)
  }

  /// Dials keys to the far end, in their order: `0`–`9`, `*`, `#`, `A`–`D`; other characters are left out.
  public func dial(_ keys: String, by method: KeyMethod = .auto) {
    guard method == .info else {
      line.withLock { $0.media }?.dial(keys, by: method)
      return
    }
    for key in keys.compactMap({ KeyPress($0) }) { legs.perform(.press(key, .relay), on: id.leg) }
  }

  /// Asks the far end to call `target` instead of us (RFC 3515), on the way that the call itself came. What becomes of it
  /// is told by events; nothing happens while another transfer is under way.
  ///
  /// - Parameter target: a `sip:`, `sips:` or `tel:` URI.
  /// - Returns: false when it is no such URI.
  public func transfer(to target: String) -> Bool {
    guard let uri = SIPURI(target) else { return false }
    var ours = NameAddress(uri: request.uri)
    if let to = request.headers[.to].flatMap({ NameAddress($0) }) { ours = NameAddress(uri: to.uri) }
    legs.perform(.transfer(Transfer(target: NameAddress(uri: uri), referredBy: ours)), on: id.leg)
    return true
  }

  /// BYE, or 480 when it was not answered.
  public func hangUp() {
    legs.perform(.hangUp(), on: id.leg)
    closeMedia()
  }

  /// How the media fared, until its end.
  public var quality: MediaQuality? { line.withLock { $0.media }?.quality }

  // MARK: What happens

  /// Called by the phone, on the SIP loop.
  func receive(_ event: LegEvent) {
    switch event {
    case .invited, .progressed, .accepted, .provisionalAcknowledged, .renegotiated, .renegotiationRefused, .refreshed,
      .referred, .answered, .reofferCancelled:
      break
    case .infoReceived(let request): take(request)
    case .confirmed(let body):
      if accept(body) { occurrences.yield(.confirmed) }
    case .transfer(let news): occurrences.yield(.transfer(TransferProgress(news)))
    case .reoffered(let request): reoffered(request)
    case .reofferAcknowledged(let body): _ = accept(body)
    case .cancelled(let reasons): finish(.cancelled(reasons: reasons))
    case .ended(let cause): finish(.ended(CallEnd(cause)))
    }
  }

  func signal(_ line: SignalLine) { occurrences.yield(.signalled(line)) }

  private func take(_ info: SIPRequest) {
    guard let key = KeyPress(info)?.key, keys.take(key, by: .info, at: settings.clock()) else { return }
    occurrences.yield(.digit(key))
  }

  /// The answer to an offer of ours came in an ACK. One that cannot be used ends the call (RFC 3261 §13.2.2.4).
  ///
  /// - Returns: whether the call goes on.
  private func accept(_ answer: [UInt8]) -> Bool {
    do throws(MediaRefusal) {
      try line.withLock { line throws(MediaRefusal) in try line.accept(answer) }
      return true
    } catch {
      hangUp()
      return false
    }
  }

  private func reoffered(_ request: SIPRequest) {
    do throws(MediaRefusal) {
      let offer = SIPMessage.request(request).sessionDescription
      let (body, hold) = try line.withLock { line throws(MediaRefusal) in try line.reoffer(offer) }
      legs.perform(.answerReoffer(body: body), on: id.leg)
      if let hold { occurrences.yield(.held(hold)) }
    } catch { legs.perform(.rejectReoffer(SIPStatus(error.status)), on: id.leg) }
  }

  private func finish(_ event: CallEvent) {
    closeMedia()
    occurrences.yield(event)
    occurrences.finish()
  }

  private func closeMedia() { line.withLock { $0.close() }?.close() }
}
