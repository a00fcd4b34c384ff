import SDP
import SIP
import Synchronization

/// A call that goes on with somebody else: the far end sends us to them (RFC 3515), or they take its place (RFC 3891).
extension Call {
  /// 603 to the REFER that was told last.
  public func refuseReferral() {
    referral.withLock { $0 = nil }
    perform(.rejectReferral())
  }

  func referred(_ request: ReferralRequest) {
    referral.withLock { $0 = request }
    tell(.referred(to: request.target.uri.decodedUser ?? request.target.uri.opaque))
  }

  /// Begins to call whom the far end named; nil when it no longer asks.
  func beginMove(_ order: CallOrder, to leg: LegID, towards peers: [String]) throws(MediaRefusal) -> [UInt8]? {
    guard let media = line.withLock({ $0.media }) else { return nil }
    let local = describe(media, towards: peers.first ?? "")
    let offer = try line.withLock { line throws(MediaRefusal) in try line.offerNext(order.security, from: local) }
    let from = stage.withLock { stage -> LegID? in
      guard case .up(let from, _) = stage else { return nil }
      stage = .moving(from: from, to: leg, as: order.from)
      return from
    }
    guard let from else { return nil }
    note(peers: peers, security: order.security)
    legs.perform(.acceptReferral, on: from)
    return offer
  }

  /// What happens on either leg while the call moves.
  ///
  /// - Returns: whether it was taken.
  func moves(_ event: LegEvent, on leg: LegID) -> Bool {
    others.withLock { others in
      if case .ended = event { others.removeAll { $0 == leg } }
    }
    if case .replacing(let from, let by, let caller) = stage.withLock({ $0 }) {
      return replaces(event, on: leg, from: from, by: by, as: caller)
    }
    guard case .moving(let from, let to, let caller) = stage.withLock({ $0 }) else { return false }
    switch event {
    case .progressed(let response) where leg == to:
      // Of the 100 whoever sent us was told with the 202.
      guard response.status.code > 100 else { break }
      report(SIPStatus(response.status.code), to: from)
    case .accepted(let response) where leg == to: arrive(response, from: from, to: to, as: caller)
    case .ended(let cause) where leg == to: stay(CallFailure(cause), from: from)
    // Whoever sent us has left, as after a blind transfer; who is called decides.
    case .ended where leg == from: stage.withLock { $0 = .moving(from: nil, to: to, as: caller) }
    // Another offer before the answer has to wait for it (RFC 3261 §14.2).
    case .reoffered where leg == to: legs.perform(.rejectReoffer(491), on: to)
    default: return leg == to
    }
    return true
  }

  /// Whoever was called for the far end has not answered in time: the call goes on as it was.
  public func giveUpMove() {
    let waiting = stage.withLock { stage -> (from: LegID?, to: LegID)? in
      guard case .moving(let from, let to, let caller) = stage else { return nil }
      stage = from.map { .up($0, as: caller) } ?? .leaving(to)
      return (from, to)
    }
    guard let (from, to) = waiting else { return }
    legs.perform(.hangUp(), on: to)
    guard let from else { return }
    report(408, to: from)
    tell(.moveFailed(CallFailure(status: 408, phrase: "nobody answered in time")))
  }

  /// Ends what the call has left behind, when its peers have not.
  public func leaveOthers() {
    let left = others.withLock { others in
      defer { others = [] }
      return others
    }
    for leg in left { legs.perform(.hangUp(headers: Self.clearing), on: leg) }
  }

  private func arrive(_ response: SIPResponse, from: LegID?, to: LegID, as caller: NameAddress) {
    do throws(MediaRefusal) {
      try line.withLock { line throws(MediaRefusal) in
        try line.acceptNext(SIPMessage.response(response).sessionDescription)
      }
    } catch {
      legs.perform(.hangUp(), on: to)
      return stay(CallFailure(status: error.status, phrase: error.explanation), from: from)
    }
    stage.withLock { $0 = .up(to, as: caller) }
    report(200, to: from)
    // It ends by its peer, who hears of the answer first, or soon by us.
    if let from { others.withLock { $0.append(from) } }
    tell(.moved)
  }

  private func stay(_ failure: CallFailure?, from: LegID?) {
    let failure = failure ?? CallFailure(status: nil, phrase: "it ended")
    guard let from else { return finish(.ended(.hungUp(reasons: []))) }
    stage.withLock { $0 = .up(from, as: $0.caller) }
    legs.perform(.reportReferral(SIPStatus(failure.status ?? 503), phrase: nil), on: from)
    tell(.moveFailed(failure))
  }

  private func report(_ status: SIPStatus, to leg: LegID?) {
    if let leg { legs.perform(.reportReferral(status), on: leg) }
  }

  // MARK: Replaces

  /// Another INVITE of the far end asks for the place of the call's leg. Only whoever the leg comes from may do that.
  ///
  /// - Returns: whether it is answered.
  func giveWay(to invitation: Invitation, on leg: LegID) -> Bool {
    guard case .up(let from, let caller) = stage.withLock({ $0 }), peerHosts.contains(invitation.flow.remote.host)
    else {
      legs.perform(.reject(403, reason: "Not Yours To Replace"), on: leg)
      return false
    }
    do throws(MediaRefusal) {
      guard let media = line.withLock({ $0.media }) else {
        throw MediaRefusal(status: 480, explanation: "the call has no media yet; try again when it is answered")
      }
      let local = describe(media, towards: invitation.flow.remote.host)
      let body = try line.withLock { line throws(MediaRefusal) in
        try line.replace(invitation.offer, security: security, from: local)
      }
      stage.withLock { $0 = .replacing(from: from, by: leg, as: caller) }
      legs.perform(.answer(body: body), on: leg)
      return true
    } catch {
      legs.perform(.reject(SIPStatus(error.status)), on: leg)
      return false
    }
  }

  private func replaces(
    _ event: LegEvent, on leg: LegID, from: LegID, by: LegID, as caller: NameAddress?
  ) -> Bool {
    switch event {
    // Answered, and heard: the other leg's time is over.
    case .confirmed where leg == by:
      arrive(by, as: caller)
      return false
    case .ended where leg == from: arrive(by, as: caller)
    // It gave up before our answer.
    case .cancelled where leg == by, .ended where leg == by:
      stage.withLock { $0 = .up(from, as: caller) }
      line.withLock { $0.undoReplace() }
    default: return leg == by
    }
    return true
  }

  private func arrive(_ leg: LegID, as caller: NameAddress?) {
    stage.withLock { $0 = .up(leg, as: caller) }
    recognizeAgain()
    tell(.moved)
  }
}
