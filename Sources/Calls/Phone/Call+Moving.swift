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
  func beginMove(_ order: CallOrder, to leg: LegID, towards peer: String) throws(MediaRefusal) -> [UInt8]? {
    guard let media = line.withLock({ $0.media }) else { return nil }
    let local = describe(media, towards: peer)
    let offer = try line.withLock { line throws(MediaRefusal) in try line.offerNext(order.security, from: local) }
    let from = stage.withLock { stage -> LegID? in
      guard case .up(let from, _) = stage else { return nil }
      stage = .moving(from: from, to: leg, as: order.from)
      return from
    }
    guard let from else { return nil }
    note(peer: peer, security: order.security)
    legs.perform(.acceptReferral, on: from)
    return offer
  }

  /// What happens on either leg while the call moves.
  ///
  /// - Returns: whether it was taken.
  func moves(_ event: LegEvent, on leg: LegID) -> Bool {
    guard case .moving(let from, let to, let caller) = stage.withLock({ $0 }) else { return false }
    switch event {
    case .progressed(let response) where leg == to:
      report(SIPStatus(response.status.code), to: from)
    case .accepted(let response) where leg == to: arrive(response, from: from, to: to, as: caller)
    case .ended(let cause) where leg == to: stay(CallFailure(cause), from: from)
    // Whoever sent us has left, as after a blind transfer; who is called decides.
    case .ended where leg == from: stage.withLock { $0 = .moving(from: nil, to: to, as: caller) }
    default: return leg == to
    }
    return true
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
    if let from { legs.perform(.hangUp(), on: from) }
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

  /// Another INVITE of the far end takes the place of the call's leg. Only whoever the leg comes from may do that.
  ///
  /// - Returns: whether it does.
  func giveWay(to invitation: Invitation, on leg: LegID) -> Bool {
    guard case .up(_, let caller) = stage.withLock({ $0 }), invitation.flow.remote.host == peerHost else {
      legs.perform(.reject(403, reason: "Not Yours To Replace"), on: leg)
      return false
    }
    do throws(MediaRefusal) {
      guard let media = line.withLock({ $0.media }) else {
        throw MediaRefusal(status: 480, explanation: "the call has no media yet")
      }
      let local = describe(media, towards: invitation.flow.remote.host)
      let body = try line.withLock { line throws(MediaRefusal) in
        try line.replace(invitation.offer, security: security, from: local)
      }
      // Before the answer, which ends the other leg: its end is then nobody's.
      stage.withLock { $0 = .up(leg, as: caller) }
      recognizeAgain()
      legs.perform(.answer(body: body), on: leg)
      tell(.moved)
      return true
    } catch {
      legs.perform(.reject(SIPStatus(error.status)), on: leg)
      return false
    }
  }
}
