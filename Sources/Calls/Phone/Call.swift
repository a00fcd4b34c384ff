public import Audio
import Identifiers
import SDP
import SIP
import Synchronization

/// One call, whoever placed it: signalling and media together, in the words of telephony.
///
/// Callable from any thread. Commands that do not fit the call's state do nothing.
public final class Call: Sendable {
  public let id: CallID
  /// What happens to it, oldest first; ends after the last event. Of 1,024 that wait, the oldest are kept.
  public let events: AsyncStream<CallEvent>

  let legs: any LegCommands
  let settings: PhoneSettings
  let line = Mutex<CallLine>(CallLine())
  let stage: Mutex<CallStage>
  /// Nil for a call of ours.
  private let invitation: Invitation?
  private let occurrences: AsyncStream<CallEvent>.Continuation
  private let desk: any MediaDesk
  private let digest: DigestDesk
  private let keys = HeardKeys()
  /// What the far end asked for last by REFER.
  let referral = Mutex<ReferralRequest?>(nil)
  /// Where the far end's signalling comes from, and how its media is to be protected.
  private let peer: Mutex<(hosts: [String], security: MediaSecurity)>
  /// Legs that are part of the call no longer, and end when their peers say so or ``leaveOthers()`` is called.
  let others = Mutex<[LegID]>([])
  /// Whose call it is, as far as requests of ours inside it are concerned.
  private let account = Mutex<ProviderAccount?>(nil)

  /// - Parameter invitation: nil for a call that is to be placed.
  init(
    _ id: CallID, invitation: Invitation?, legs: any LegCommands, media: any MediaDesk, digest: DigestDesk,
    settings: PhoneSettings
  ) {
    self.id = id
    self.invitation = invitation
    peer = Mutex((invitation.map { [$0.flow.remote.host] } ?? [], .allow))
    stage = Mutex(invitation == nil ? .idle : .up(id.leg))
    self.legs = legs
    desk = media
    self.digest = digest
    self.settings = settings
    (events, occurrences) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1024))
  }

  // MARK: Commands

  public func check(username: String, password: String) -> CredentialCheck {
    guard let invitation else { return .absent }
    return digest.check(invitation.request, username: username, password: password)
  }

  /// 401 with fresh challenges (RFC 3261 §22.2); the caller tries again as a new call.
  public func challenge(isStale: Bool) {
    var headers = SIPHeaders()
    for challenge in digest.challenges(isStale: isStale) { headers.append("WWW-Authenticate", challenge) }
    perform(.reject(401, reason: nil, headers: headers))
  }

  /// A final refusal. The phrase is repeated in a Reason header (RFC 3326), which proxies keep.
  ///
  /// - Parameter warning: a sentence for whoever looks after the far end (RFC 3261 §20.43).
  public func refuse(status: Int, phrase: String, retryAfterSeconds: Int? = nil, warning: String? = nil) {
    var headers: SIPHeaders = ["Reason": "SIP;cause=\(status);text=\"\(phrase)\""]
    if let retryAfterSeconds { headers.append("Retry-After", "\(retryAfterSeconds)") }
    if let warning { headers.append("Warning", Self.warning(warning)) }
    perform(.reject(SIPStatus(status), reason: phrase, headers: headers))
    closeMedia()
  }

  private static func warning(_ sentence: String) -> String {
    "399 trunkline \"\(String(sentence.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline }))\""
  }

  public func ring() { perform(.ring()) }

  /// Whom the call came from, as far as our requests inside it are concerned: who we are when its servers ask for
  /// credentials, and what their certificate must show where we have to connect anew.
  public func recognize(_ account: ProviderAccount) {
    self.account.withLock { $0 = account }
    introduce(account)
  }

  /// The same to the leg that took the call's place.
  func recognizeAgain() {
    if let account = account.withLock({ $0 }) { introduce(account) }
  }

  private func introduce(_ account: ProviderAccount) {
    if let username = account.username, let password = account.password {
      perform(.identify(DigestIdentity(username: username, password: password)))
    }
    perform(.verify(CertificateCheck(account.server.certificateCheck)))
  }

  /// Opens ports. For a call that came, agrees on what is offered too, or prepares our own offer when the INVITE had none;
  /// the offer of a call of ours is made when it is placed.
  ///
  /// - Parameter security: whether the media of a call that came is encrypted.
  /// - Returns: the rate at which sound will pass.
  public func openMedia(security: MediaSecurity = .allow) throws(MediaRefusal) -> SampleRate {
    note(peers: peerHosts, security: security)
    let (occurrences, keys, clock) = (occurrences, keys, settings.clock)
    let media = try desk.open { event in
      if case .digit(let key) = event, !keys.take(key, by: .media, at: clock()) { return }
      occurrences.yield(event)
    }
    do {
      guard let invitation else {
        return try line.withLock { line throws(MediaRefusal) in try line.open(media) }
      }
      let local = describe(media, towards: invitation.flow.remote.host)
      let offer = invitation.offer
      return try line.withLock { line throws(MediaRefusal) in
        try line.open(media, local: local, offer: offer, security: security)
      }
    } catch {
      media.close()
      throw error
    }
  }

  func describe(_ media: any CallMedia, towards peer: String) -> LocalMedia {
    LocalMedia(
      sessionID: UInt64.random(in: 1...UInt64(Int64.max)), address: settings.mediaAddress(peer), port: media.localPort)
  }

  /// Connects the sound to a seat. Must follow ``openMedia(security:)``.
  public func connect(_ seat: any CallSeat & Sendable, rate: SampleRate, recording: CallRecording?) {
    line.withLock { $0.media }?.connect(seat, rate: rate, recording: recording)
  }

  /// The sound of a call of ours, connected while it rang, counts from now on, and goes into the recording.
  public func begin(recording: CallRecording?) { line.withLock { $0.media }?.answered(recording: recording) }

  /// 200. Must follow ``openMedia(security:)``.
  public func answer() {
    guard let body = line.withLock({ $0.takeFirstDescription() }) else { return }
    perform(.answer(body: body))
  }

  /// Dials keys to the far end, in their order: `0`–`9`, `*`, `#`, `A`–`D`; other characters are left out.
  public func dial(_ keys: String, by method: KeyMethod = .auto) {
    guard method == .info else {
      line.withLock { $0.media }?.dial(keys, by: method)
      return
    }
    for key in keys.compactMap({ KeyPress($0, duration: KeySequence.tone) }) { perform(.press(key, .relay)) }
  }

  /// Asks the far end to call `target` instead of us (RFC 3515), on the way that the call itself came. What becomes of it
  /// is told by events; nothing happens while another transfer is under way.
  ///
  /// - Parameter target: a `sip:`, `sips:` or `tel:` URI.
  /// - Returns: false when it is no such URI.
  public func transfer(to target: String) -> Bool {
    guard let uri = SIPURI(target) else { return false }
    perform(.transfer(Transfer(target: NameAddress(uri: uri), referredBy: ourselves)))
    return true
  }

  /// BYE when it was answered; else 480 to whoever calls, CANCEL to whoever is called.
  public func hangUp() {
    let left = stage.withLock { $0.leave() }
    guard !left.isEmpty else { return finish(.ended(.local)) }
    for leg in left { legs.perform(.hangUp(headers: Self.clearing), on: leg) }
    leaveOthers()
    closeMedia()
  }

  /// What we say of a hang-up of ours (RFC 3326).
  static let clearing: SIPHeaders = ["Reason": "Q.850;cause=16;text=\"Normal call clearing\""]

  /// How the media fared, until its end.
  public var quality: MediaQuality? { line.withLock { $0.media }?.quality }

  // MARK: What happens

  /// Called by the phone, on the SIP loop.
  func receive(_ event: LegEvent, on leg: LegID) {
    if moves(event, on: leg) { return }
    // Of an attempt that was given up nobody wants to hear.
    guard stage.withLock({ $0.leg }) == leg else { return }
    switch event {
    case .invited, .renegotiated, .renegotiationRefused, .answered, .reofferCancelled: break
    case .referred(let request): referred(request)
    case .progressed(let response): progressed(response)
    case .accepted(let response): accepted(response)
    case .infoReceived(let request): take(request)
    case .confirmed(let body):
      let goesOn = accept { line throws(MediaRefusal) in
        _ = try line.accept(body)
        return nil
      }
      guard goesOn else { return }
      tell(.confirmed)
      // Held from the first description on.
      if line.withLock({ $0.isHeld }) { tell(.held(true)) }
    case .transfer(let news): tell(.transfer(TransferProgress(news)))
    case .reoffered(let request): reoffered(request)
    case .provisionalAcknowledged(let body) where body.isEmpty: break
    case .provisionalAcknowledged(let body), .reofferAcknowledged(let body):
      _ = accept { line throws(MediaRefusal) in try line.accept(body) }
    case .refreshed(let body): _ = accept { line throws(MediaRefusal) in try line.renew(body) }
    case .cancelled(let reasons): finish(.cancelled(reasons: reasons))
    case .ended(let cause): ended(cause)
    }
  }

  var peerHosts: [String] { peer.withLock { $0.hosts } }
  var security: MediaSecurity { peer.withLock { $0.security } }

  func note(peers hosts: [String], security: MediaSecurity) { peer.withLock { $0 = (hosts, security) } }

  func signal(_ line: SignalLine) { tell(.signalled(line)) }

  func tell(_ event: CallEvent) { occurrences.yield(event) }

  private func take(_ info: SIPRequest) {
    guard let key = KeyPress(info)?.key, keys.take(key, by: .info, at: settings.clock()) else { return }
    tell(.digit(key))
  }

  /// The answer to an offer of ours. One that cannot be used ends the call (RFC 3261 §13.2.2.4).
  ///
  /// - Returns: whether the call goes on.
  private func accept(_ take: (inout CallLine) throws(MediaRefusal) -> Bool?) -> Bool {
    do throws(MediaRefusal) {
      let hold = try line.withLock { line throws(MediaRefusal) in try take(&line) }
      if let hold { tell(.held(hold)) }
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
      perform(.answerReoffer(body: body))
      if let hold { tell(.held(hold)) }
    } catch {
      perform(
        .rejectReoffer(SIPStatus(error.status), headers: ["Warning": Self.warning(error.explanation)]))
    }
  }

  /// An attempt of ours that did not come through is told, and another may follow; everything else is the end.
  private func ended(_ cause: EndCause) {
    if let failure = CallFailure(cause), let attempt = stage.withLock({ $0.fail() }) {
      return tell(.refused(attempt: attempt, failure))
    }
    finish(.ended(CallEnd(cause)))
  }

  func finish(_ event: CallEvent) {
    leaveOthers()
    closeMedia()
    tell(event)
    occurrences.finish()
  }

  private func closeMedia() { line.withLock { $0.close() }?.close() }

  func perform(_ command: LegCommand) {
    if let leg = stage.withLock({ $0.leg }) { legs.perform(command, on: leg) }
  }

  /// What we are called in this call.
  private var ourselves: NameAddress {
    if let invitation { return NameAddress(uri: invitation.to.uri) }
    return stage.withLock { $0.caller } ?? NameAddress(uri: SIPURI(host: "anonymous.invalid"))
  }
}
