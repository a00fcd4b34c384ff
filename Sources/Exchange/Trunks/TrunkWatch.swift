public import Calls
public import Carriers
public import Foundation
public import Identifiers
public import Logging

/// Keeps in touch with the other ends of all trunks: registers where a trunk wants it, asks now and then whether they
/// are there, and lets phones register whose credentials are a trunk's.
public actor TrunkWatch: TrunkStatuses {
  private let directory: any TrunkDirectory
  let desk: AccountDesk
  let clock: @Sendable () -> Duration
  let wallClock: @Sendable () -> Date
  let pause: @Sendable (Duration) async throws -> Void
  private let log: Logger
  var rounds: TrunkRounds
  /// How many trunks were tried by hand.
  var tests = 0
  /// What waits for DNS, done beside everything else so that one slow name holds nobody up.
  private enum Errand: Sendable {
    case register(ID<Trunk>, AccountDesk.Wish)
    case probe(ProviderAccount)
    case findServersAgain(account: String)
  }

  private let errands: AsyncStream<Errand>
  private let assign: AsyncStream<Errand>.Continuation
  private let wakes: AsyncStream<Void>
  private let waker: AsyncStream<Void>.Continuation

  /// - Parameters:
  ///   - clock: monotonic time.
  ///   - pause: returns after so much time of that clock; throws when its task is cancelled.
  public init(
    directory: any TrunkDirectory, desk: AccountDesk, rounds: TrunkRounds = TrunkRounds(),
    clock: @escaping @Sendable () -> Duration, wallClock: @escaping @Sendable () -> Date,
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }, log: Logger
  ) {
    self.directory = directory
    self.desk = desk
    self.rounds = rounds
    self.clock = clock
    self.wallClock = wallClock
    self.pause = pause
    self.log = log
    (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    // A few for each trunk in a minute, and taken at once.
    (errands, assign) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
  }

  public func statuses(of trunks: [ID<Trunk>]) -> [ID<Trunk>: TrunkStatus] {
    var statuses: [ID<Trunk>: TrunkStatus] = [:]
    for id in trunks { statuses[id] = rounds.status(of: id) }
    return statuses
  }

  public func trunksChanged() { waker.yield() }

  /// Another node may have changed trunks: looked at as often.
  private static let reloadInterval = Duration.seconds(15)

  /// Works until the desk's events end, or its task is cancelled.
  public func run() async {
    waker.yield()
    await withDiscardingTaskGroup { group in
      group.addTask { for await _ in self.wakes { await self.reload() } }
      group.addTask { await self.run(self.errands) }
      group.addTask {
        while (try? await self.pause(Self.reloadInterval)) != nil { await self.trunksChanged() }
      }
      group.addTask {
        // A second is often enough for what is due once in a minute.
        while (try? await self.pause(.seconds(1))) != nil { await self.walk() }
      }
      for await event in desk.events {
        if case .registering(let attempt) = event {
          group.addTask { await self.answer(attempt) }
        } else {
          note(event)
        }
      }
      waker.finish()
      assign.finish()
      group.cancelAll()
    }
  }

  /// Ends every registration at a provider. Whoever stops the telephone next waits for the answers.
  public func leave() {
    for effect in rounds.trunksAre([], at: clock()) {
      if case .unregister(let id) = effect { desk.unregister(id.description) }
    }
  }

  // MARK: Our own affairs

  private func reload() async {
    do {
      let trunks = try await directory.everyTrunk()
      desk.trust(trunks.flatMap(\.networks))
      perform(rounds.trunksAre(trunks, at: clock()))
    } catch {
      log.error("the store did not tell its trunks", metadata: ["error": "\(error)"])
    }
  }

  private func walk() {
    perform(rounds.deadlineReached(at: clock()))
  }

  private func perform(_ effects: [TrunkRounds.Effect]) {
    for effect in effects {
      switch effect {
      case .register(let trunk):
        // Wished for now, so that an end that comes while its servers are looked up is the later wish.
        if let account = ProviderAccount(trunk) { assign.yield(.register(trunk.id, desk.wish(for: account))) }
      case .unregister(let id): desk.unregister(id.description)
      case .probe(let trunk): if let account = ProviderAccount(trunk) { assign.yield(.probe(account)) }
      case .findServersAgain(let id): assign.yield(.findServersAgain(account: id.description))
      case .removePhones(let id): desk.removePhones(id.description)
      }
    }
  }

  private nonisolated func run(_ errands: AsyncStream<Errand>) async {
    await withDiscardingTaskGroup { group in
      for await errand in errands { group.addTask { await self.run(errand) } }
      group.cancelAll()
    }
  }

  private nonisolated func run(_ errand: Errand) async {
    switch errand {
    case .register(let id, let wish):
      do { try await desk.fulfil(wish) } catch { await registrationNotBegun(id, why: "\(error)") }
    case .probe(let account): await desk.probe(account)
    case .findServersAgain(let account): await desk.findServersAgain(account)
    }
  }

  private func registrationNotBegun(_ id: ID<Trunk>, why: String) {
    log.warning("a trunk cannot register", metadata: ["trunk": "\(id)", "why": "\(why)"])
    rounds.registrationNotBegun(id, why: why, at: clock(), on: wallClock())
  }

  private func note(_ event: AccountEvent) {
    let now = wallClock()
    switch event {
    case .registration(let account, let standing):
      guard let id = ID<Trunk>(account) else { return }
      switch standing {
      case .registering: rounds.registered(id, .registering, on: now)
      case .registered:
        log.info("trunk registered", metadata: ["trunk": "\(id)"])
        rounds.registered(id, .registered, on: now)
      case .failed(let why, let isBound):
        log.warning("trunk not registered", metadata: ["trunk": "\(id)", "why": "\(why)"])
        perform(rounds.registrationFailed(id, why: why, isBound: isBound, on: now))
      case .ended: break
      }
    case .probed(let account, let problem):
      if let id = ID<Trunk>(account) { rounds.probed(id, problem: problem, on: now) }
    case .phones(let account, let count):
      if let id = ID<Trunk>(account) { rounds.phonesAre(count, on: id, date: now) }
    case .registering: break
    }
  }

  // MARK: Phones

  /// Whose credentials they are decides for which trunk a phone registers.
  private func answer(_ attempt: RegisterAttempt) async {
    guard let username = attempt.username else { return attempt.challenge(isStale: false) }
    let trunks: [Trunk]
    do { trunks = try await directory.everyTrunk() } catch {
      return attempt.refuse(status: 503, phrase: "Try again later", retryAfterSeconds: 5)
    }
    for trunk in trunks where trunk.direction != .outbound && trunk.authUsername == username {
      guard let password = trunk.authPassword else { continue }
      switch attempt.check(username: username, password: password) {
      case .accepted: return attempt.admit(account: trunk.id.description)
      case .absent: return attempt.challenge(isStale: false)
      case .stale: return attempt.challenge(isStale: true)
      case .refused: continue
      }
    }
    log.notice(
      "a phone may not register",
      metadata: ["source": "\(attempt.sourceAddress)", "username": "\(username.prefix(64))"])
    attempt.refuse(status: 403, phrase: "Forbidden")
  }
}
