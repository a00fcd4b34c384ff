import SDP
import SIP
import Synchronization

extension Call {
  /// Describes our media for an attempt that goes to `peer`, and begins it; nil when another is under way or the call
  /// was hung up.
  ///
  /// - Returns: our session description.
  func begin(
    _ order: CallOrder, attempt: Int, on leg: LegID, towards peers: [String]
  ) throws(MediaRefusal) -> [UInt8]? {
    guard let media = line.withLock({ $0.media }) else {
      throw MediaRefusal(status: 500, explanation: "media must be opened before the call is placed")
    }
    // First: an attempt that may not begin must not touch what another has agreed on.
    guard stage.withLock({ $0.begin(leg, as: order.from, attempt: attempt) }) else { return nil }
    note(peers: peers, security: order.security)
    let local = describe(media, towards: peers.first ?? "")
    do {
      return try line.withLock { line throws(MediaRefusal) in try line.offer(order.security, from: local) }
    } catch {
      _ = stage.withLock { $0.fail() }
      throw error
    }
  }

  /// Gives up the attempt that is under way, so that the next can begin; whoever it rings is rung no more.
  public func withdraw() {
    let leg = stage.withLock { stage -> LegID? in
      guard case .calling(let leg, _, _) = stage else { return nil }
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
    guard case .calling(_, _, let attempt) = stage.withLock({ $0 }) else { return }
    tell(.progressed(attempt: attempt, status: response.status.code, hasMedia: hasMedia))
  }

  /// 2xx. An answer that cannot be used ends the call (RFC 3261 §13.2.2.4).
  func accepted(_ response: SIPResponse) {
    let isWanted = stage.withLock { stage in
      stage.answer()
      if case .up = stage { return true }
      return false
    }
    // Hung up before the INVITE had left: whoever answers it all the same is not kept waiting.
    guard isWanted else { return hangUp() }
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
