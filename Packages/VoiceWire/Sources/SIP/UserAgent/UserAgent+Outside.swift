extension UserAgent {
  /// Does what the product wants outside of calls.
  public mutating func perform(_ command: OutsideCommand, at now: Duration) -> [Effect] {
    switch command {
    case .register(let account, let order): return register(account, order, at: now)
    case .redirect(let account, let destinations):
      guard !destinations.isEmpty, var entry = outside.accounts[account] else { return [] }
      // As many as before, so that what was tried and what was not stays true.
      entry.destinations = entry.destinations.indices.map { destinations[$0 % destinations.count] }
      outside.accounts[account] = entry
      return []
    case .unregister(let account):
      outside.accounts[account]?.successor = nil
      return change(account, at: now) { $0.stop(at: now) }
    case .probe(let account, let uri, let destinations):
      guard !outside.isProbing(account) else { return [] }
      return probe(account, uri, destinations.prefix(Outside.maximumProbed), at: now) ?? []
    case .admit(let id, let account): return admit(id, account, at: now)
    case .refuse(let id, let rejection):
      guard var arriving = outside.waiting.removeValue(forKey: id) else { return [] }
      arriving.now = now
      return refuse(arriving, rejection)
    case .removeBindings(let account):
      outside.registrar.remove(account)
      return []
    }
  }

  mutating func outsideDeadlineReached(at now: Duration) -> [Effect] {
    var effects: [Effect] = []
    while let account = outside.alarms.popDue(at: now) {
      effects += change(account, at: now) { $0.deadlineReached(at: now) }
    }
    for account in outside.registrar.deadlineReached(at: now) { effects.append(bindings(of: account, at: now)) }
    return effects
  }

  /// Registrations that a connection carried are renewed over another; phones that only it led to are gone.
  mutating func outsideFlowClosed(_ flow: Flow, at now: Duration) -> [Effect] {
    guard flow.transport.isReliable else { return [] }
    var effects: [Effect] = []
    let carried = outside.accounts.filter { $0.value.destinations.contains { $0.leads(by: flow) } }.keys
    for account in carried.sorted() {
      guard case .registered = outside.accounts[account]?.registration.state else { continue }
      effects += change(account, at: now) { $0.flowLost(at: now) }
    }
    for account in outside.registrar.flowClosed(flow) { effects.append(bindings(of: account, at: now)) }
    return effects
  }

  /// An answer to a request of ours outside of calls, or that none will come; nil when the request was of a call.
  mutating func outsideAnswered(
    _ key: ClientTransactionKey, _ response: SIPResponse?, at now: Duration
  ) -> [Effect]? {
    guard let asked = outside.requests[key] else { return nil }
    if let response, response.status.isProvisional { return [] }
    outside.requests[key] = nil
    let isThere = response.map { $0.status.code != 408 && $0.status.code != 503 } ?? false
    let standing: Effect =
      isThere
      ? .reached(asked.destination)
      : .unreached(asked.destination, retryAfterSeconds: response?.retryAfterSeconds)
    switch asked.purpose {
    case .probe(let account, let uri, let others):
      let next = isThere ? nil : probe(account, uri, others, at: now)
      return [standing] + (next ?? [.outside(.probed(account: account, response?.status))])
    case .registration(let account, let request):
      return [standing]
        + change(account, at: now) { registration in
          guard let response else {
            let number = request.headers[.cSeq].flatMap { CSeq($0) }?.number ?? 0
            return registration.requestFailed(number: number, at: now)
          }
          return registration.receive(response, to: request, at: now)
        }
    }
  }

  // MARK: At a provider

  private mutating func register(_ account: String, _ order: RegistrationOrder, at now: Duration) -> [Effect] {
    guard !order.destinations.isEmpty else { return [] }
    if let old = outside.accounts[account], old.registration.state != .over, old.registration.state != .idle {
      // The old binding goes before the new one comes, so that the provider does not ring both.
      outside.accounts[account]?.successor = order
      return change(account, at: now) { $0.stop(at: now) }
    }
    let callID = String(random.next(), radix: 36) + String(random.next(), radix: 36)
    outside.accounts[account] = Outside.Account(
      registration: Registration(
        configuration: order.configuration, callID: callID, session: order.session, random: random),
      destinations: order.destinations)
    return change(account, at: now) { $0.start(at: now) }
  }

  private mutating func change(
    _ account: String, at now: Duration, _ body: (inout Registration) -> [Registration.Effect]
  ) -> [Effect] {
    guard var entry = outside.accounts[account] else { return [] }
    let route = entry.registration.serviceRoute
    let wanted = body(&entry.registration)
    outside.accounts[account] = entry
    outside.alarms.set(account, to: entry.registration.deadline)
    var effects: [Effect] = []
    for effect in wanted {
      switch effect {
      case .changed(let state): effects.append(.outside(.registration(account: account, state)))
      case .send(let request, let number):
        let destination = entry.destinations[number % entry.destinations.count]
        effects += sendOutside(request, to: destination, at: now) { .registration(account: account, $0) }
      }
    }
    if entry.registration.serviceRoute != route {
      effects.append(.outside(.serviceRoute(account: account, entry.registration.serviceRoute)))
    }
    effects += keepOpen(at: now)
    guard outside.accounts[account]?.registration.state == .over else { return effects }
    let successor = outside.accounts.removeValue(forKey: account)?.successor
    return effects + (successor.map { register(account, $0, at: now) } ?? [])
  }

  /// Says which UDP ways are to be kept open from now on, and which no longer.
  private mutating func keepOpen(at now: Duration) -> [Effect] {
    let wanted = outside.wantedOpen(at: now)
    guard wanted != outside.keptOpen else { return [] }
    let changed = Set(wanted.keys).union(outside.keptOpen.keys).filter { wanted[$0] != outside.keptOpen[$0] }
    outside.keptOpen = wanted
    return changed.sorted { "\($0)" < "\($1)" }.map { .keepOpen($0, every: wanted[$0]) }
  }

  /// Asks the first of the servers; nil when there is none.
  private mutating func probe(
    _ account: String, _ uri: SIPURI, _ destinations: ArraySlice<Destination>, at now: Duration
  ) -> [Effect]? {
    guard let destination = destinations.first else { return nil }
    let local = SIPURI(user: configuration.contactUser, host: advertised(flow(along: destination)).host)
    var request = SIPRequest(method: .options, uri: uri)
    request.headers.append(.from, "<\(local)>;tag=\(String(random.next(), radix: 36))")
    request.headers.append(.to, "<\(uri)>")
    request.headers.append(.callID, String(random.next(), radix: 36) + String(random.next(), radix: 36))
    request.headers.append(.cSeq, "\(CSeq(number: 1, method: .options))")
    request.headers.append(.accept, "application/sdp")
    return sendOutside(request, to: destination, at: now) { _ in
      .probe(account: account, uri, others: destinations.dropFirst())
    }
  }

  /// Completes a request with what depends on the way it takes, and starts its transaction.
  private mutating func sendOutside(
    _ request: SIPRequest, to destination: Destination, at now: Duration,
    as purpose: (SIPRequest) -> Outside.Purpose
  ) -> [Effect] {
    let flow = flow(along: destination)
    var request = request
    request.headers.prepend(.via, "\(newVia(to: destination, over: flow))")
    request.headers.append(.maxForwards, "70")
    let to = request.headers[.to].flatMap { NameAddress($0) }
    let user = request.method == .register ? to?.uri.user : configuration.contactUser
    request.headers.append(.contact, contact(over: flow, user: user))
    request.headers.append(.userAgent, configuration.product)
    guard let key = ClientTransactionKey(request.headers) else { return [] }
    outside.requests[key] = Outside.Request(purpose: purpose(request), destination: destination)
    return resolve(transactions.start(request, to: destination, leg: nil, at: now), at: now)
  }

  // MARK: At us

  /// A REGISTER waits for the product to say whose it is.
  mutating func registering(_ arriving: Arriving) throws(SIPRejection) -> [Effect] {
    try inspect(arriving)
    if isDraining || outside.waiting.count >= Outside.maximumWaiting { throw unavailable }
    outside.lastRegister += 1
    let id = RegisterID(outside.lastRegister)
    outside.waiting[id] = arriving
    return [.outside(.registering(id, arriving.request, arriving.flow))]
  }

  private mutating func admit(_ id: RegisterID, _ account: String, at now: Duration) -> [Effect] {
    guard var arriving = outside.waiting.removeValue(forKey: id) else { return [] }
    arriving.now = now
    do throws(SIPRejection) {
      let headers = try outside.registrar.receive(arriving.request, for: account, over: arriving.flow, at: now)
      return reply(to: arriving, 200, headers: headers) + [bindings(of: account, at: now)]
    } catch {
      return refuse(arriving, error)
    }
  }

  private func bindings(of account: String, at now: Duration) -> Effect {
    .outside(.bindings(account: account, outside.registrar.bindings(of: account, at: now)))
  }
}
