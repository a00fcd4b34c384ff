extension UserAgent {
  // MARK: Asking

  /// Sends a REFER inside the call, one at a time (RFC 3515 §2.4.1).
  mutating func transfer(_ leg: Leg, _ transfer: Transfer, at now: Duration) -> [Effect] {
    guard leg.referral?.isOver ?? true, let target = self.target(of: transfer) else { return [] }
    var leg = leg
    var headers: SIPHeaders = ["Refer-To": "\(target)"]
    if let referredBy = transfer.referredBy { headers.append("Referred-By", "\(referredBy)") }
    if !transfer.wantsNews {
      headers.append("Refer-Sub", "false")
      headers.append(.supported, supported)
    }
    headers.append(contentsOf: transfer.headers)
    let effects = send(.refer, for: .refer, in: &leg, headers: headers, at: now)
    leg.referral = Referral(number: leg.dialog.localNumber ?? 0)
    save(leg)
    return effects
  }

  private func target(of transfer: Transfer) -> NameAddress? {
    guard let replaced = transfer.replacing else { return transfer.target }
    guard let other = legsByID[replaced] else { return nil }
    var target = transfer.target ?? NameAddress(uri: other.dialog.remoteTarget)
    // Headers of a URI stand in it escaped (RFC 3261 §19.1.1).
    target.uri.headers.append("Replaces", FieldReader.escaped("\(Replaces(peerOf: other.dialog.id))"))
    return target
  }

  mutating func referAnswered(
    _ outcome: Result<SIPResponse, ClientTransactionFailure>, _ leg: Leg, at now: Duration
  ) -> [Effect] {
    var leg = leg
    let news = leg.referral?.answered(outcome, at: now) ?? []
    save(leg)
    return news.map { .event(leg.id, .transfer($0)) }
  }

  /// A NOTIFY inside a call: news of our REFER, or a keep-alive, or nothing we asked for.
  mutating func notify(_ arriving: Arriving, _ leg: Leg) throws(SIPRejection) -> [Effect] {
    let headers = arriving.request.headers
    if Self.isKeepAlive(headers) { return reply(arriving, in: leg, 200) }
    guard var referral = leg.referral, referral.matches(headers) else { throw SIPRejection(481) }
    var leg = leg
    let news = referral.notified(arriving.request.body, SubscriptionState(headers), at: arriving.now)
    leg.referral = referral
    save(leg)
    return reply(arriving, in: leg, 200) + news.map { .event(leg.id, .transfer($0)) }
  }

  /// What phones send to keep a translation of addresses open.
  static func isKeepAlive(_ headers: SIPHeaders) -> Bool {
    headers["Event"].map { $0.lowercased().hasPrefix("keep-alive") } ?? false
  }

  // MARK: Being asked

  /// A REFER: for the product to decide, where it may come at all (RFC 3515 §2.4.2).
  mutating func referred(_ arriving: Arriving, _ leg: Leg) throws(SIPRejection) -> [Effect] {
    guard configuration.takesReferrals else { throw SIPRejection(405, headers: [.allow: allowed]) }
    switch leg.stage {
    case .established: break
    case .incoming, .answered, .outgoing, .accepted: throw SIPRejection(491)
    case .leaving: throw SIPRejection(481)
    }
    guard leg.incomingReferral == nil else { throw SIPRejection(491) }
    let referral = try ReferralRequest(arriving.request)
    var leg = leg
    leg.incomingReferral = IncomingReferral(
      state: .asked(arriving.request, arriving.key, until: arriving.now + IncomingReferral.patience),
      id: leg.referralCount == 0 ? nil : arriving.essentials.cSeq.number)
    leg.referralCount += 1
    save(leg)
    return [.event(leg.id, .referred(referral))]
  }

  /// 202, and the first news that RFC 3515 §2.4.4 wants at once.
  mutating func acceptReferral(_ leg: Leg, at now: Duration) -> [Effect] {
    guard var referral = leg.incomingReferral, case .asked(let request, let key, _) = referral.state else { return [] }
    var leg = leg
    let isSilent = request.headers["Refer-Sub"]?.lowercased().hasPrefix("false") ?? false
    var headers: SIPHeaders = [.contact: contact(over: leg.flow)]
    if isSilent { headers.append("Refer-Sub", "false") }
    referral.state = isSilent ? .silent : .accepted(waiting: StatusFragment(status: 100), isSending: false)
    leg.incomingReferral = referral
    let response = response(to: request, in: leg, 202, headers: headers)
    let effects = resolve(transactions.respond(response, to: key, at: now), at: now)
    return effects + sendNews(leg, at: now)
  }

  mutating func rejectReferral(_ leg: Leg, _ status: SIPStatus, at now: Duration) -> [Effect] {
    guard case .asked(let request, let key, _) = leg.incomingReferral?.state else { return [] }
    var leg = leg
    leg.incomingReferral = nil
    save(leg)
    return resolve(transactions.respond(response(to: request, in: leg, status), to: key, at: now), at: now)
  }

  mutating func reportReferral(_ leg: Leg, _ fragment: StatusFragment, at now: Duration) -> [Effect] {
    guard var referral = leg.incomingReferral else { return [] }
    var leg = leg
    if case .silent = referral.state, fragment.status.isFinal {
      leg.incomingReferral = nil
      save(leg)
      return []
    }
    referral.report(fragment)
    leg.incomingReferral = referral
    return sendNews(leg, at: now)
  }

  private mutating func sendNews(_ leg: Leg, at now: Duration) -> [Effect] {
    var leg = leg
    guard var referral = leg.incomingReferral, let fragment = referral.takeNext() else {
      save(leg)
      return []
    }
    leg.incomingReferral = referral
    let state =
      fragment.status.isFinal ? "terminated;reason=noresource" : "active;expires=\(IncomingReferral.expiresSeconds)"
    let headers: SIPHeaders = [
      "Event": "refer" + (referral.id.map { ";id=\($0)" } ?? ""), "Subscription-State": state,
      .contentType: "message/sipfrag;version=2.0",
    ]
    let effects = send(.notify, for: .notify, in: &leg, headers: headers, body: fragment.body, at: now)
    if fragment.status.isFinal { leg.incomingReferral = nil }
    save(leg)
    return effects
  }

  /// A NOTIFY of ours was answered; a peer that knows nothing of the subscription gets no more.
  mutating func notifyAnswered(
    _ outcome: Result<SIPResponse, ClientTransactionFailure>, _ leg: Leg, at now: Duration
  ) -> [Effect] {
    var leg = leg
    if case .success(let response) = outcome, response.status.isSuccess {
      leg.incomingReferral?.sent()
      return sendNews(leg, at: now)
    }
    if case .accepted = leg.incomingReferral?.state { leg.incomingReferral?.state = .silent }
    save(leg)
    return []
  }

  // MARK: Time

  mutating func referralsReached(_ leg: Leg, at now: Duration) -> [Effect] {
    var leg = leg
    let news = leg.referral?.deadlineReached(at: now) ?? []
    if !news.isEmpty { save(leg) }
    let effects: [Effect] = news.map { .event(leg.id, .transfer($0)) }
    guard let until = leg.incomingReferral?.deadline, now >= until else { return effects }
    return effects + rejectReferral(leg, 603, at: now)
  }
}
