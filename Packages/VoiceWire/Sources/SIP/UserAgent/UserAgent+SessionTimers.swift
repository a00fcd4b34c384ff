extension UserAgent {
  // MARK: Answering

  /// Refuses an interval that is too short, from a peer that understands why (RFC 4028 §9).
  func inspectInterval(_ request: SIPRequest) throws(SIPRejection) {
    let minimum = configuration.sessionTimer.minimumSeconds
    guard let asked = request.headers.sessionExpires, asked.seconds < minimum, request.supports("timer") else { return }
    throw SIPRejection(422, headers: ["Min-SE": "\(minimum)"])
  }

  /// Agrees on the session timer that a request asks for: the headers of its 2xx (RFC 4028 §9).
  func agreeOnTimer(_ request: SIPRequest, in leg: inout Leg, at now: Duration) -> SIPHeaders {
    let understands = request.supports("timer")
    guard let asked = request.headers.sessionExpires, asked.seconds > 0 else {
      // Many leave it out when they hold, and still count on the signs of life we agreed to give.
      leg.timer = leg.timer?.continued(at: now)
      guard let timer = leg.timer else { return [:] }
      return ["Session-Expires": "\(SessionExpires(seconds: timer.seconds, refresher: .uas))"]
    }
    let refresher = asked.refresher ?? (understands ? .uac : .uas)
    leg.timer = SessionTimer(seconds: kept(asked.seconds), refresher: refresher == .uac ? .peer : .us, at: now)
    var headers: SIPHeaders = [
      "Session-Expires": "\(SessionExpires(seconds: asked.seconds, refresher: refresher))"
    ]
    if understands { headers.append(.require, "timer") }
    return headers
  }

  // MARK: Asking

  /// The headers of an INVITE that opens a call (RFC 4028 §7.1).
  var proposedTimer: SIPHeaders {
    guard let seconds = configuration.sessionTimer.proposedSeconds else { return [:] }
    return [
      "Session-Expires": "\(SessionExpires(seconds: max(seconds, configuration.sessionTimer.minimumSeconds)))",
      "Min-SE": "\(configuration.sessionTimer.minimumSeconds)",
    ]
  }

  /// The headers of a re-INVITE or UPDATE: the timer goes on as it was agreed (RFC 4028 §7.4).
  func continuedTimer(_ leg: Leg) -> SIPHeaders {
    guard let timer = leg.timer else { return [:] }
    let expires = SessionExpires(seconds: timer.seconds, refresher: timer.refresher == .us ? .uac : .uas)
    return ["Session-Expires": "\(expires)", "Min-SE": "\(configuration.sessionTimer.minimumSeconds)"]
  }

  /// Follows what a 2xx to a request of ours says; without Session-Expires the session has no timer, or ours goes on
  /// (RFC 4028 §7.2).
  func noteTimer(_ response: SIPResponse, in leg: inout Leg, at now: Duration) {
    guard let agreed = response.headers.sessionExpires, agreed.seconds > 0 else {
      leg.timer = leg.timer?.continued(at: now)
      return
    }
    leg.timer = SessionTimer(seconds: kept(agreed.seconds), refresher: agreed.refresher == .uas ? .peer : .us, at: now)
  }

  /// The interval we keep to: a peer that cannot be told 422 does not make us send signs of life without end.
  private func kept(_ seconds: Int) -> Int {
    min(max(seconds, configuration.sessionTimer.minimumSeconds), 86_400)
  }

  // MARK: Time

  mutating func sessionTimerReached(_ leg: Leg, at now: Duration) -> [Effect] {
    guard case .established = leg.stage, var timer = leg.timer else { return [] }
    var leg = leg
    let due = timer.deadlineReached(at: now)
    leg.timer = timer
    switch due {
    case nil:
      return []
    case .expired:
      return leave(leg, .sessionExpired, headers: [.reason: "SIP;cause=408;text=\"Session Timer Expired\""], at: now)
    case .refresh:
      let method: SIPMethod = leg.peer.allowsUpdate || leg.localDescription.isEmpty ? .update : .invite
      let wish = Reinvitation.Wish(
        method: method, body: method == .invite ? leg.localDescription : [], purpose: .refresh)
      leg.reinvitation.want(wish)
      return continueReinvitation(leg, at: now)
    }
  }
}

extension SIPRequest {
  /// Asks for the longer interval that a 422 wants; false when it names none (RFC 4028 §7.3).
  mutating func lengthenSession(as response: SIPResponse) -> Bool {
    guard let minimum = response.headers.minimumSessionExpires, minimum > 0 else { return false }
    var expires = headers.sessionExpires ?? SessionExpires(seconds: minimum)
    expires.seconds = max(expires.seconds, minimum)
    headers["Session-Expires"] = "\(expires)"
    headers["Min-SE"] = "\(max(minimum, headers.minimumSessionExpires ?? 0))"
    return true
  }
}
