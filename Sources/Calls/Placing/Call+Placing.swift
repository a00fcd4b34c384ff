import SDP
import SIP
import Synchronization

extension Call {
  /// Describes our media for an attempt that goes to `peer`, and begins it; nil when another is under way or the call
  /// was hung up.
  ///
  /// - Returns: our session description.
  func begin(_ order: CallOrder, on leg: LegID, towards peer: String) throws(MediaRefusal) -> [UInt8]? {
    guard let media = line.withLock({ $0.media }) else {
      throw MediaRefusal(status: 500, explanation: "media must be opened before the call is placed")
    }
    note(peer: peer, security: order.security)
    let local = describe(media, towards: peer)
    let offer = try line.withLock { line throws(MediaRefusal) in try line.offer(order.security, from: local) }
    return stage.withLock { $0.begin(leg, as: order.from) } ? offer : nil
  }

  /// Gives up the attempt that is under way, so that the next can begin; whoever it rings is rung no more.
  public func withdraw() {
    let leg = stage.withLock { stage -> LegID? in
      guard case .calling(let leg, _) = stage else { return nil }
      stage = .idle
      return leg
    }
    if let leg { legs.perform(.hangUp(), on: leg) }
  }

  /// A provisional response. A description in it is early media, which is heard until the answer says more.
  func progressed(_ response: SIPResponse) {
    let hasMedia = line.withLock {
      $0.acceptEarly(SIPMessage.response(response).sessionDescription, from: response.toTag)
    }
    tell(.progressed(status: response.status.code, hasMedia: hasMedia))
  }

  /// 2xx. An answer that cannot be used ends the call (RFC 3261 §13.2.2.4).
  func accepted(_ response: SIPResponse) {
    stage.withLock { $0.answer() }
    do throws(MediaRefusal) {
      try line.withLock { line throws(MediaRefusal) in
        try line.acceptFinal(SIPMessage.response(response).sessionDescription, from: response.toTag)
      }
      tell(.answered)
      if line.withLock({ $0.isHeld }) { tell(.held(true)) }
    } catch {
      tell(.unusable(error))
      hangUp()
    }
  }
}

extension SIPResponse {
  fileprivate var toTag: String? { headers[.to].flatMap { NameAddress($0) }?.tag }
}
