/// Keeps one address of record registered at a provider (RFC 3261 §10.2): registers, answers challenges, refreshes before
/// the binding ends, tries other destinations and waits longer and longer where nobody answers (RFC 5626 §4.5), and
/// unregisters at the end.
///
/// A value. The owner performs the effects, gives back each final answer with the request as it was sent, and calls
/// ``deadlineReached(at:)`` when ``deadline`` comes.
public struct Registration: Sendable {
  public let configuration: Configuration
  public private(set) var state = State.idle
  /// Where the registrar wants our other requests to go first (RFC 3608 §5); of the last 200.
  public private(set) var serviceRoute: [NameAddress] = []
  /// How often the registrar wants to see a keep-alive on the flow (RFC 5626 §5.4); of the last 200.
  public private(set) var flowTimer: Duration?

  /// The number of the destination that accepted us last.
  private(set) var boundDestination = 0

  private var session: DigestSession?
  /// Challenges that the REGISTER under way has answered.
  private var challenges = 0
  private var flowLostAt: Duration?
  private let callID: String
  private let fromTag: String
  private var number: UInt32 = 0
  /// What we ask for, raised by 423.
  private var expires: Duration
  private var destination = 0
  /// Until when each destination asked not to be bothered (Retry-After).
  private var silentUntil: [Duration]
  /// Destinations that failed in this attempt.
  private var failures = 0
  /// Attempts that failed one after the other.
  private var failedAttempts = 0
  private var lifts = 0
  private var random: any RandomNumberGenerator & Sendable

  /// - Parameters:
  ///   - callID: unique in the world; all our REGISTERs carry it, so that the registrar can put them in order.
  ///   - session: nil when the provider knows us by address.
  ///   - random: makes the From tag, client nonces and the scatter of waits.
  public init(
    configuration: Configuration, callID: String, session: DigestSession?,
    random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
  ) {
    var random = random
    self.configuration = configuration
    self.callID = callID
    self.session = session
    fromTag = String(random.next(), radix: 36)
    expires = configuration.expires
    silentUntil = Array(repeating: .zero, count: configuration.destinationCount)
    self.random = random
  }

  /// True from the wish to end it until the binding is removed, or nobody answers that.
  public var isLeaving: Bool {
    switch state {
    case .registering(_, leaves: true), .leaving: true
    case .idle, .registering, .registered, .failed, .over: false
    }
  }

  public var deadline: Duration? {
    switch state {
    case .registered(_, let refreshAt): refreshAt
    case .failed(_, let retryAt, _): retryAt
    case .leaving(let giveUpAt): giveUpAt
    case .idle, .registering, .over: nil
    }
  }

  // MARK: What the owner asks

  /// Registers; again after it was stopped.
  public mutating func start(at now: Duration) -> [Effect] {
    switch state {
    case .idle, .over: return attempt(boundUntil: nil, at: now)
    case .registering, .registered, .failed, .leaving: return []
    }
  }

  /// Registers now, whatever wait is under way: the network or the flow is another one.
  public mutating func renew(at now: Duration) -> [Effect] {
    switch state {
    case .registered(let until, _): return attempt(boundUntil: until, at: now)
    case .failed(_, _, let until): return attempt(boundUntil: until, at: now)
    case .idle, .registering, .leaving, .over: return []
    }
  }

  /// The connection that carried it is gone: registers over another at once, but no more than once in ``flowPatience``,
  /// since there are registrars that close it after every answer.
  public mutating func flowLost(at now: Duration) -> [Effect] {
    guard case .registered(let until, let refreshAt) = state else { return [] }
    if let flowLostAt, now - flowLostAt < Self.flowPatience {
      return become(.registered(until: until, refreshAt: min(refreshAt, flowLostAt + Self.flowPatience)))
    }
    flowLostAt = now
    return renew(at: now)
  }

  /// Between two registrations because of lost connections (RFC 5626 §4.5).
  static let flowPatience = Duration.seconds(30)

  /// Removes the binding, if there may be one, and ends.
  public mutating func stop(at now: Duration) -> [Effect] {
    switch state {
    case .registering(let until, _):
      state = .registering(boundUntil: until, leaves: true)
      return []
    case .registered(let until, _) where now < until: return leave(at: now)
    case .failed(_, _, let until?) where now < until: return leave(at: now)
    case .idle, .registered, .failed: return become(.over)
    case .leaving, .over: return []
    }
  }

  public mutating func deadlineReached(at now: Duration) -> [Effect] {
    switch state {
    case .registered(let until, let refreshAt) where now >= refreshAt: return attempt(boundUntil: until, at: now)
    case .failed(_, let retryAt, let until) where now >= retryAt: return attempt(boundUntil: until, at: now)
    case .leaving(let giveUpAt) where now >= giveUpAt: return become(.over)
    case .idle, .registering, .registered, .failed, .leaving, .over: return []
    }
  }

  // MARK: What comes back

  /// The final answer to a REGISTER; `request` is the one that was sent, with its Contact. Provisional answers and those
  /// to earlier requests change nothing.
  public mutating func receive(_ response: SIPResponse, to request: SIPRequest, at now: Duration) -> [Effect] {
    guard response.status.isFinal, request.headers[.cSeq].flatMap({ CSeq($0) })?.number == number else { return [] }
    switch state {
    case .registering(let until, false): return judge(response, to: request, boundUntil: until, at: now)
    case .registering(_, true): return leave(at: now)
    case .leaving:
      guard response.status.code == 401 || response.status.code == 407, takeUp(response, to: request) == .answer else {
        return become(.over)
      }
      return [.send(register(expires: .zero), destination: destination)]
    case .idle, .registered, .failed, .over: return []
    }
  }

  /// No answer came, or the request could not be sent. `number` is its CSeq.
  public mutating func requestFailed(number: UInt32, at now: Duration) -> [Effect] {
    guard number == self.number else { return [] }
    switch state {
    case .registering(let until, false): return tryNext(.unreachable, retryAfter: nil, boundUntil: until, at: now)
    case .registering(let until?, true) where now < until: return leave(at: now)
    case .registering, .leaving: return become(.over)
    case .idle, .registered, .failed, .over: return []
    }
  }

  private mutating func judge(
    _ response: SIPResponse, to request: SIPRequest, boundUntil until: Duration?, at now: Duration
  ) -> [Effect] {
    let failure = Failure.answered(response.status, reason: response.reason)
    switch response.status.code {
    case 200..<300: return accepted(response, to: request, at: now)
    case 401, 407:
      switch takeUp(response, to: request) {
      case .answer: return [.send(register(expires: expires), destination: destination)]
      case .refused: return fail(.badCredentials, after: configuration.refusedWait, boundUntil: until, at: now)
      case .unanswerable: return fail(.unknownChallenge, after: configuration.refusedWait, boundUntil: until, at: now)
      case nil: return fail(.noCredentials, after: configuration.refusedWait, boundUntil: until, at: now)
      }
    case 423:
      // A registrar that asks for more than a day, or never has enough, is not followed.
      guard let least = response.seconds(in: "Min-Expires"), least <= .seconds(86_400), least > expires, lifts < 3
      else { return fail(failure, after: configuration.refusedWait, boundUntil: until, at: now) }
      lifts += 1
      expires = least
      return [.send(register(expires: expires), destination: destination)]
    case 408, 430, 480, 500..<600:
      return tryNext(failure, retryAfter: response.seconds(in: .retryAfter), boundUntil: until, at: now)
    default:
      let wait = response.seconds(in: .retryAfter) ?? configuration.refusedWait
      return fail(failure, after: min(wait, .seconds(86_400)), boundUntil: until, at: now)
    }
  }

  private mutating func accepted(_ response: SIPResponse, to request: SIPRequest, at now: Duration) -> [Effect] {
    let granted = response.grantedExpiry(of: request) ?? expires
    guard granted > .zero else {
      return fail(.notKept, after: configuration.refusedWait, boundUntil: nil, at: now)
    }
    serviceRoute = response.headers.elements("Service-Route").compactMap { NameAddress($0) }
    flowTimer = response.seconds(in: "Flow-Timer")
    failedAttempts = 0
    silentUntil[destination] = .zero
    boundDestination = destination
    let lifetime = min(granted, .seconds(86_400 * 7))
    // 70 to 90 % of it, and where there is room one transaction's patience before its end.
    let early = max(lifetime * scatter(0.1...0.3), min(.seconds(32), lifetime / 2))
    return become(.registered(until: now + lifetime, refreshAt: now + max(lifetime - early, .seconds(1))))
  }

  /// Nil without credentials to answer a challenge with.
  private mutating func takeUp(_ response: SIPResponse, to request: SIPRequest) -> DigestSession.Outcome? {
    defer { challenges += 1 }
    return session?.receive(response, to: request, attempt: challenges)
  }

  // MARK: Attempts

  private mutating func attempt(boundUntil: Duration?, at now: Duration) -> [Effect] {
    failures = 0
    lifts = 0
    challenges = 0
    if silentUntil[destination] > now, let other = silentUntil.firstIndex(where: { $0 <= now }) { destination = other }
    let bound = boundUntil.flatMap { now < $0 ? $0 : nil }
    return become(.registering(boundUntil: bound, leaves: false))
      + [.send(register(expires: expires), destination: destination)]
  }

  /// Goes on with the next destination, or waits when all have failed.
  private mutating func tryNext(
    _ failure: Failure, retryAfter: Duration?, boundUntil: Duration?, at now: Duration
  ) -> [Effect] {
    failures += 1
    if let retryAfter { silentUntil[destination] = now + min(retryAfter, .seconds(86_400)) }
    let others = (1..<configuration.destinationCount).map { (destination + $0) % configuration.destinationCount }
    if failures < configuration.destinationCount, let next = others.first(where: { silentUntil[$0] <= now }) {
      destination = next
      challenges = 0
      return [.send(register(expires: expires), destination: destination)]
    }
    // The next attempt begins elsewhere, so that a dead first destination is not asked first for ever.
    destination = (destination + 1) % configuration.destinationCount
    let base = Duration.seconds(30) * (1 << min(failedAttempts, 10))
    failedAttempts += 1
    let wait = min(configuration.longestWait, base) * scatter(0.5...1)
    let asked = (silentUntil.min() ?? .zero) - now
    return become(.failed(failure, retryAt: now + max(wait, asked), boundUntil: boundUntil))
  }

  private mutating func fail(
    _ failure: Failure, after wait: Duration, boundUntil: Duration?, at now: Duration
  ) -> [Effect] {
    failedAttempts += 1
    return become(.failed(failure, retryAt: now + wait * scatter(1...1.2), boundUntil: boundUntil))
  }

  private mutating func leave(at now: Duration) -> [Effect] {
    challenges = 0
    return become(.leaving(giveUpAt: now + .seconds(5)))
      + [.send(register(expires: .zero), destination: destination)]
  }

  private mutating func become(_ state: State) -> [Effect] {
    self.state = state
    if state == .over { serviceRoute = [] }
    return [.changed(state)]
  }

  /// The next REGISTER: same Call-ID, next CSeq (RFC 3261 §10.2).
  private mutating func register(expires: Duration) -> SIPRequest {
    number += 1
    let who = NameAddress(uri: configuration.addressOfRecord)
    var from = who
    from.tag = fromTag
    var request = SIPRequest(method: .register, uri: configuration.registrar)
    for route in configuration.routes { request.headers.append(.route, "\(route)") }
    request.headers.append(.from, "\(from)")
    request.headers.append(.to, "\(who)")
    request.headers.append(.callID, callID)
    request.headers.append(.cSeq, "\(CSeq(number: number, method: .register))")
    request.headers.append("Expires", "\(expires.components.seconds)")
    request.headers.append(.supported, "path")
    if session != nil {
      let nonce = String(random.next(), radix: 36) + String(random.next(), radix: 36)
      session?.authorize(&request, clientNonce: nonce)
    }
    return request
  }

  private mutating func scatter(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(random.next() >> 11) / Double(1 << 53)
  }
}
