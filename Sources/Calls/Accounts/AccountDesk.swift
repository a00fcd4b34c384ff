public import SIP
import Synchronization

/// The telephone's business outside of calls: our registrations at providers, whether providers are there, and phones
/// that register with us.
public final class AccountDesk: RegisteredAccounts {
  /// What happens, oldest first. When 1,024 wait, a phone that wants to register is told to come back.
  public let events: AsyncStream<AccountEvent>

  private let occurrences: AsyncStream<AccountEvent>.Continuation
  private let commands: any OutsideCommands
  private let digest: DigestDesk
  private let settings: PhoneSettings
  /// An account that registers, and the addresses of its servers as they were found last.
  private struct Registered: Sendable {
    var account: ProviderAccount
    var addresses: Set<String>

    init(_ account: ProviderAccount, at destinations: [Destination]) {
      self.account = account
      addresses = Set(destinations.map(\.address.host))
    }
  }
  private let accounts = Mutex<[String: Registered]>([:])
  private let registeredPhones = Mutex<[String: [ContactBinding]]>([:])
  private let serviceRoutes = Mutex<[String: [NameAddress]]>([:])
  /// Who waits for the answer to a probe of theirs, by the name it was sent under.
  private let questions = Mutex<[String: AsyncStream<SIPStatus?>.Continuation]>([:])
  /// Rises with every wish for an account, so that one that waited for DNS does not undo a later one.
  private let wishes = Mutex<[String: UInt64]>([:])

  public convenience init(commands: any OutsideCommands, settings: PhoneSettings) {
    self.init(commands: commands, settings: settings, digest: DigestDesk(settings))
  }

  /// `digest` is the one that calls are checked with too, so that a nonce is good once at both.
  init(commands: any OutsideCommands, settings: PhoneSettings, digest: DigestDesk) {
    self.commands = commands
    self.digest = digest
    self.settings = settings
    (events, occurrences) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1024))
  }

  /// The wish to have an account registered. One made later for the same account stands in its way.
  public struct Wish: Sendable {
    public let account: ProviderAccount
    fileprivate let number: UInt64
  }

  /// Takes the place of whatever was wished for the account of this id before; ``fulfil(_:)`` does it.
  public func wish(for account: ProviderAccount) -> Wish { Wish(account: account, number: makeWish(account.id)) }

  /// Keeps the account registered from now on, unless something else is wished for it before its servers are found.
  ///
  /// - Throws: why its servers cannot be found; then nothing has changed.
  public func fulfil(_ wish: Wish) async throws {
    let account = wish.account
    let destinations = try await commands.servers(of: account.proxy ?? account.server)
    guard wishes.withLock({ $0[account.id] == wish.number }) else { return }
    accounts.withLock { $0[account.id] = Registered(account, at: destinations) }
    let session = account.username.flatMap { username in
      account.password.map {
        DigestSession(DigestIdentity(username: username, password: $0), hash: settings.hash)
      }
    }
    let registrar = SIPURI(account.server)
    let who = SIPURI(user: account.username.map(SIPURI.escaped), host: registrar.host)
    commands.perform(
      .register(
        account: account.id,
        RegistrationOrder(
          configuration: Registration.Configuration(
            registrar: registrar, addressOfRecord: who, routes: Self.routes(account)), session: session,
          destinations: destinations)))
  }

  /// Looks up where the account's servers are now, for its next attempt.
  public func findServersAgain(_ id: String) async {
    // When the look-up fails, the servers that were found before go on being tried.
    guard let account = accounts.withLock({ $0[id]?.account }),
      let destinations = try? await commands.servers(of: account.proxy ?? account.server)
    else { return }
    accounts.withLock { accounts in
      if accounts[id] != nil { accounts[id] = Registered(account, at: destinations) }
    }
    commands.perform(.redirect(account: id, destinations))
  }

  /// Whether a server at which the account registers has this address: whoever knows where we are through it calls from
  /// there.
  public func isServer(_ address: String, of id: String) -> Bool {
    accounts.withLock { $0[id]?.addresses.contains(address) } ?? false
  }

  /// Empty when its registrar said nothing, or we are not registered.
  public func serviceRoute(of id: String) -> [NameAddress] { serviceRoutes.withLock { $0[id] ?? [] } }

  public func phones(of id: String) -> [ContactBinding] { registeredPhones.withLock { $0[id] ?? [] } }

  /// Ends the registration of the account.
  public func unregister(_ id: String) {
    _ = makeWish(id)
    accounts.withLock { $0[id] = nil }
    commands.perform(.unregister(account: id))
  }

  private func makeWish(_ id: String) -> UInt64 {
    wishes.withLock { wishes in
      wishes[id, default: 0] += 1
      return wishes[id, default: 0]
    }
  }

  /// Asks whether the provider is there; the answer comes as an event.
  public func probe(_ account: ProviderAccount) async {
    do {
      let destinations = try await commands.servers(of: account.proxy ?? account.server)
      commands.perform(.probe(account: account.id, SIPURI(account.server), destinations))
    } catch {
      occurrences.yield(.probed(account: account.id, problem: "\(error)"))
    }
  }

  /// Asks whether the provider is there, and waits for the answer: up to 32 s an address, less when the task is
  /// cancelled.
  ///
  /// - Parameter name: of this question alone; two at once under one name get in each other's way.
  public func ask(_ account: ProviderAccount, as name: String) async -> ProbeReport {
    let destinations: [Destination]
    do { destinations = try await commands.servers(of: account.proxy ?? account.server) } catch {
      return ProbeReport(problem: "\(error)")
    }
    let (answers, answer) = AsyncStream<SIPStatus?>.makeStream(bufferingPolicy: .bufferingNewest(1))
    questions.withLock { $0[name] = answer }
    let begun = settings.clock()
    commands.perform(.probe(account: name, SIPURI(account.server), destinations))
    var status: SIPStatus?
    for await heard in answers {
      status = heard
      break
    }
    questions.withLock { $0[name] = nil }
    return ProbeReport(
      addresses: destinations.map { "\($0.address) over \($0.transport.token)" }, statusCode: status?.code,
      roundTrip: settings.clock() - begun, problem: Self.problem(status))
  }

  /// The addresses and ranges of trunks, from which as much may come as wants to.
  public func trust(_ networks: [String]) { commands.trust(networks) }

  /// Forgets where the phones of the account are: it is gone, or has other credentials.
  public func removePhones(_ id: String) { commands.perform(.removeBindings(account: id)) }

  /// Something happened outside of calls. Called on the SIP loop; does not block.
  public func receive(_ event: OutsideEvent) {
    switch event {
    case .registration(let account, let state):
      guard let standing = AccountEvent.Standing(state, at: settings.clock()) else { return }
      occurrences.yield(.registration(account: account, standing))
    case .serviceRoute(let account, let route):
      serviceRoutes.withLock { $0[account] = route.isEmpty ? nil : route }
    case .probed(let account, let status):
      if let question = questions.withLock({ $0[account] }) {
        question.yield(status)
        question.finish()
        return
      }
      occurrences.yield(.probed(account: account, problem: Self.problem(status)))
    case .bindings(let account, let bindings):
      registeredPhones.withLock { $0[account] = bindings.isEmpty ? nil : bindings }
      occurrences.yield(.phones(account: account, bindings.count))
    case .registering(let id, let request, let flow):
      let attempt = RegisterAttempt(id, request, flow, commands: commands, digest: digest)
      if case .enqueued = occurrences.yield(.registering(attempt)) { return }
      attempt.refuse(status: 503, phrase: "Too many registrations wait", retryAfterSeconds: 5)
    }
  }

  /// No further events come.
  public func close() { occurrences.finish() }

  private static func routes(_ account: ProviderAccount) -> [NameAddress] {
    account.proxy.map { [NameAddress(uri: SIPURI(proxy: $0))] } ?? []
  }

  /// Whoever answers is there; only 408 and 503 say that he might as well not be.
  private static func problem(_ status: SIPStatus?) -> String? {
    guard let status else {
      return "it did not answer OPTIONS for 32 s; check sip_address, outbound_proxy, transport and the firewall"
    }
    return status.code == 408 || status.code == 503
      ? "it answered OPTIONS with \(status); it is down or overloaded" : nil
  }
}

extension AccountEvent.Standing {
  /// Nil for what is nobody's business.
  fileprivate init?(_ state: Registration.State, at now: Duration) {
    switch state {
    case .idle, .leaving: return nil
    case .registering(let until?, _): self = .registered(until: until)
    case .registering: self = .registering
    case .registered(let until, _): self = .registered(until: until)
    case .failed(let failure, _, _): self = .failed(why: "\(failure)", isBound: state.isRegistered(at: now))
    case .over: self = .ended
    }
  }
}
