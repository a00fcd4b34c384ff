public import SIP
import Synchronization

/// The telephone of a node: turns SIP legs into calls.
///
/// The SIP transport tells it what happens to each leg; it hands out each new call once, through ``incoming``, and
/// gives each call its own events from then on.
public final class Phone: Sendable {
  /// New calls, oldest first. When 256 wait, further ones are answered 503.
  public let incoming: AsyncStream<IncomingCall>

  private let arrivals: AsyncStream<IncomingCall>.Continuation
  private let legs: any LegCommands
  private let servers: any ServerFinder
  /// Nil where nobody registers.
  private let accounts: (any RegisteredAccounts)?
  private let media: any MediaDesk
  private let settings: PhoneSettings
  private let authenticator: DigestDesk
  private let calls = Mutex<[LegID: Call]>([:])
  /// The number of the last leg that we placed.
  private let lastPlaced = Mutex<UInt64>(0)
  /// The first INVITE and 100 pass before the leg is told of.
  private let early = Mutex(EarlySignals())

  public convenience init(
    legs: any LegCommands, servers: any ServerFinder, accounts: (any RegisteredAccounts)? = nil,
    media: any MediaDesk, settings: PhoneSettings
  ) {
    self.init(
      legs: legs, servers: servers, accounts: accounts, media: media, settings: settings, digest: DigestDesk(settings))
  }

  init(
    legs: any LegCommands, servers: any ServerFinder, accounts: (any RegisteredAccounts)?, media: any MediaDesk,
    settings: PhoneSettings, digest: DigestDesk
  ) {
    self.legs = legs
    self.servers = servers
    self.accounts = accounts
    self.media = media
    self.settings = settings
    authenticator = digest
    (incoming, arrivals) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(256))
  }

  /// Calls that are not over.
  public var count: Int { calls.withLock { $0.count } }

  /// Something happened to a leg. Called on the SIP loop; does not block.
  public func receive(_ event: LegEvent, on leg: LegID) {
    switch event {
    case .invited(let invitation): begin(invitation, on: leg)
    case .cancelled, .ended:
      calls.withLock { $0.removeValue(forKey: leg) }?.receive(event, on: leg)
    default: calls.withLock { $0[leg] }?.receive(event, on: leg)
    }
  }

  /// A message of a leg came or went; kept with the call's events.
  public func trace(_ line: SignalLine, on leg: LegID) {
    if let call = calls.withLock({ $0[leg] }) { return call.signal(line) }
    early.withLock { $0.keep(line, of: leg) }
  }

  /// No further calls come.
  public func close() { arrivals.finish() }

  // MARK: Calls of ours

  /// A call for ``place(_:as:)``, that has no media yet and rings nobody.
  public func makeCall() -> Call {
    Call(
      CallID(newLeg()), invitation: nil, legs: legs, media: media, digest: authenticator, settings: settings)
  }

  /// Places a call, once its media is open. What comes of it is told by events, the last of this attempt being `answered`
  /// or `refused`. After `refused` it may be placed again, elsewhere. Nothing happens when it was hung up meanwhile, or
  /// another attempt is under way.
  ///
  /// - Throws: ``MediaRefusal``, or what is wrong with the other end's address, in a sentence.
  /// - Parameter attempt: any number; what is told of this attempt carries it.
  /// - Returns: how many servers it may go to; 0 when it was not placed.
  @discardableResult
  public func place(_ order: CallOrder, as call: Call, attempt: Int = 0) async throws -> Int {
    let way = try await way(of: order)
    let leg = newLeg()
    guard let offer = try call.begin(order, attempt: attempt, on: leg, towards: way.hosts),
      let outgoing = order.outgoing(offer: offer, by: way)
    else { return 0 }
    send(outgoing, on: leg, of: call)
    return way.destinations.count
  }

  private func send(_ outgoing: OutgoingCall, on leg: LegID, of call: Call) {
    calls.withLock { $0[leg] = call }
    legs.perform(.place(outgoing), on: leg)
    // Hung up in between, when there was no leg yet that could hear of it.
    if !call.stage.withLock({ $0.wants(leg) }) { legs.perform(.hangUp(), on: leg) }
  }

  /// Does what the far end asked for by REFER: calls whom it named while the call goes on, tells it how that goes, and goes
  /// on with them when they answer. `moved` or `moveFailed` is told at the end.
  ///
  /// - Parameter order: whom to call, by whom.
  /// - Throws: as ``place(_:as:)``; then the far end was refused.
  public func follow(_ order: CallOrder, as call: Call) async throws {
    let leg = newLeg()
    do {
      let way = try await way(of: order)
      guard let offer = try call.beginMove(order, to: leg, towards: way.hosts),
        let outgoing = order.outgoing(offer: offer, by: way, asked: call.referral.withLock { $0 })
      else { return call.refuseReferral() }
      send(outgoing, on: leg, of: call)
    } catch {
      call.refuseReferral()
      throw error
    }
  }

  /// To a phone that has registered for the account, where there is one (RFC 3261 §16.5), else to the account's servers.
  private func way(of order: CallOrder) async throws -> CallWay {
    if let account = order.account, let phone = accounts?.phones(of: account).first {
      return CallWay(target: phone.contact.uri, routes: phone.path, destinations: [phone.destination])
    }
    var routes = order.account.flatMap { accounts?.serviceRoute(of: $0) } ?? []
    if routes.isEmpty, let proxy = order.proxy { routes = [NameAddress(uri: SIPURI(proxy: proxy))] }
    return CallWay(
      target: order.target, routes: routes,
      destinations: try await servers.servers(of: order.proxy ?? order.server))
  }

  private func newLeg() -> LegID {
    lastPlaced.withLock { last in
      last += 1
      return .placed(last)
    }
  }

  private func begin(_ invitation: Invitation, on leg: LegID) {
    if let replaced = invitation.replaces, let call = calls.withLock({ $0[replaced] }) {
      if call.giveWay(to: invitation, on: leg) { calls.withLock { $0[leg] = call } }
      return
    }
    let call = Call(
      CallID(leg), invitation: invitation, legs: legs, media: media, digest: authenticator, settings: settings)
    calls.withLock { $0[leg] = call }
    for line in early.withLock({ $0.take(leg) }) { call.signal(line) }
    if case .enqueued = arrivals.yield(IncomingCall(call, CallInvitation(invitation))) { return }
    calls.withLock { _ = $0.removeValue(forKey: leg) }
    legs.perform(.reject(503, reason: "Too many calls wait", headers: ["Retry-After": "5"]), on: leg)
  }
}
