import Foundation
import Identifiers
import Logging

/// Has numbers at Twilio and gives them back: asks what ``TwilioPlan`` decides, and writes down what is there before each
/// request.
public struct TwilioDesk: NumberCarrier {
  private let equipment: CarrierEquipment
  private let hosts: TwilioHosts
  private let sipAddress: @Sendable () -> String?
  private let random: @Sendable () -> UInt64
  private let turns = TurnQueue()

  /// - Parameters:
  ///   - sipAddress: `host:port` at which Twilio reaches this server; nil when it does not know.
  ///   - random: for passwords.
  public init(
    _ equipment: CarrierEquipment, hosts: TwilioHosts = TwilioHosts(), sipAddress: @escaping @Sendable () -> String?,
    random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
  ) {
    self.equipment = equipment
    self.hosts = hosts
    self.sipAddress = sipAddress
    self.random = random
  }

  // MARK: In

  public func provision(_ number: PhoneNumber, with credentials: TwilioCredentials?) async throws -> PhoneNumber {
    guard let credentials else {
      throw CarrierRefusal(.notConfigured, "twilio numbers need account_sid and auth_token")
    }
    guard let address = sipAddress() else {
      throw CarrierRefusal(
        .notConfigured,
        "Twilio cannot call this server: set TRUNKLINE_PUBLIC_ADDRESS (public_address) to the address at which it is "
          + "reached from outside, and restart it")
    }
    // Taken first, so that nothing is done at Twilio for a number that cannot be kept.
    try await equipment.numbers.insert(number)
    return try await turns.run(Self.key(number.workspace, credentials.accountSID)) {
      do {
        return try await importing(number, credentials, origin: "sip:" + address)
      } catch {
        _ = try await equipment.numbers.deleteNumber(number.id, in: number.workspace)
        throw error
      }
    }
  }

  private func importing(
    _ number: PhoneNumber, _ credentials: TwilioCredentials, origin: String
  ) async throws -> PhoneNumber {
    var link = try await link(number.workspace, credentials, origin: origin)
    link.holdings.add(number.number, row: number.id)
    link.holdings.origin = origin
    link.secrets.authToken = credentials.authToken
    do {
      try await walk(&link)
      return try await settle(&link, number)
    } catch {
      await turnBack(link, from: number)
      throw error
    }
  }

  private func link(
    _ workspace: ID<Workspace>, _ credentials: TwilioCredentials, origin: String
  ) async throws -> TwilioLink {
    let stored = try await equipment.links.link(to: .twilio, account: credentials.accountSID, in: workspace)
    if let link = stored.flatMap(TwilioLink.init) { return link }
    return TwilioLink(
      id: stored?.id ?? equipment.ids.makeULID(), workspace: workspace, credentials: credentials, origin: origin,
      password: TwilioSecrets.password(random: random), at: equipment.now())
  }

  /// Everything stands at Twilio: the number goes into service.
  private func settle(_ link: inout TwilioLink, _ number: PhoneNumber) async throws -> PhoneNumber {
    let now = equipment.now()
    var kept: Trunk?
    if let id = link.holdings.localTrunk { kept = try await equipment.trunks.trunk(id, in: number.workspace) }
    var number = number
    var made: Trunk?
    if var trunk = kept {
      trunk.settings.sipAddress = link.holdings.domain
      trunk.settings.authUsername = link.holdings.username
      trunk.settings.authPassword = link.secrets.password
      if trunk != kept { _ = try await equipment.trunks.update(trunk) }
      number.trunk = trunk.id
      number.capabilities = PhoneNumber.capabilities(on: trunk.direction)
    } else {
      let trunk = Trunk.twilio(link, id: equipment.ids.make(), at: now)
      made = trunk
      number.trunk = trunk.id
      number.capabilities = PhoneNumber.capabilities(on: trunk.direction)
    }
    number.status = .active
    number.updatedAt = now
    var settled = link
    settled.holdings.localTrunk = number.trunk
    settled.holdings.setGoal(.held, of: number.number.description)
    try await equipment.links.settle(try settled.sealed(at: now), number: number, newTrunk: made)
    link = settled
    return number
  }

  /// The import failed: takes away what it made. What cannot be taken away now is so later.
  private func turnBack(_ link: TwilioLink, from number: PhoneNumber) async {
    // Before that nothing was done there, and the link stands as it was written down.
    guard link.holdings.isVerified else { return }
    var link = link
    var plan = TwilioPlan(link.holdings)
    plan.turnBack()
    link.holdings = plan.holdings
    await finish(link)
  }

  // MARK: Out

  public func release(_ number: PhoneNumber) async throws {
    guard let found = try await links().first(where: { Self.has(number, $0) }) else {
      _ = try await equipment.numbers.deleteNumber(number.id, in: number.workspace)
      return
    }
    try await turns.run(Self.key(number.workspace, found.credentials.accountSID)) {
      guard var link = try await links().first(where: { Self.has(number, $0) }) else {
        _ = try await equipment.numbers.deleteNumber(number.id, in: number.workspace)
        return
      }
      link.holdings.setGoal(.leaving, of: number.number.description)
      link.holdings.hasForeignNumbers = nil
      // Gone first, as whoever deleted it was told; what is left at Twilio is written down with it.
      try await equipment.links.withdraw(try link.sealed(at: equipment.now()), number: number.id)
      await finish(link)
    }
  }

  public func recover() async {
    do {
      for found in try await links() {
        try await turns.run(Self.key(found.workspace, found.credentials.accountSID)) {
          guard var link = try await links().first(where: { $0.id == found.id }) else { return }
          var plan = TwilioPlan(link.holdings)
          plan.turnBack()
          guard plan.holdings != link.holdings || plan.next() != nil else { return }
          for entry in link.holdings.numbers.values where entry.goal != .held {
            _ = try await equipment.numbers.deleteNumber(entry.row, in: link.workspace)
          }
          link.holdings.turnBack()
          await finish(link)
        }
      }
    } catch {
      equipment.log.error("what is left at Twilio could not be looked at", metadata: ["error": "\(error)"])
    }
  }

  /// Does what is left to be done, and forgets the link when nothing of ours is there any more.
  private func finish(_ link: TwilioLink) async {
    var link = link
    do {
      if try await isSharedLocally(link) { link.holdings.hasForeignNumbers = true }
      do { try await walk(&link) } catch let refusal as CarrierRefusal where refusal.kind == .unauthorized {
        equipment.log.warning(
          "Twilio no longer takes the auth token, so that what was made there stays; delete it in Twilio's console",
          metadata: ["account": "\(link.credentials.accountSID)", "name": "\(link.holdings.name)"])
        link.holdings.abandon()
      }
      guard link.holdings.isOver else {
        try await equipment.links.save(try link.sealed(at: equipment.now()))
        return
      }
      try await removeLocalTrunk(link)
      try await equipment.links.deleteLink(link.id)
    } catch {
      equipment.log.warning(
        "something of ours is left at Twilio; it is taken away later",
        metadata: ["account": "\(link.credentials.accountSID)", "why": "\(error)"])
    }
  }

  /// A trunk on which other numbers hang stays.
  private func removeLocalTrunk(_ link: TwilioLink) async throws {
    guard let trunk = link.holdings.localTrunk else { return }
    do {
      _ = try await equipment.trunks.deleteTrunk(trunk, in: link.workspace, force: false)
    } catch CarrierStoreError.inUse {
      return
    }
  }

  /// Whether numbers that were imported otherwise hang on our trunk.
  private func isSharedLocally(_ link: TwilioLink) async throws -> Bool {
    guard let trunk = link.holdings.localTrunk else { return false }
    let own = Set(link.holdings.numbers.values.map(\.row))
    let numbers = try await equipment.numbers.numbers(
      in: link.workspace, filter: NumberFilter(trunk: trunk), page: PageRequest(limit: 200))
    return numbers.elements.contains { !own.contains($0.id) }
  }

  // MARK: Both

  private static let mostSteps = 500

  /// Asks Twilio until nothing is left to be asked. Each request is preceded by writing down what is known.
  private func walk(_ link: inout TwilioLink) async throws {
    var plan = TwilioPlan(link.holdings)
    defer { link.holdings = plan.holdings }
    for _ in 0..<Self.mostSteps {
      guard let step = plan.next() else { return }
      let requests = TwilioRequests(hosts: hosts, credentials: link.credentials, password: link.secrets.password)
      link.holdings = plan.holdings
      let mayChange = plan.holdings.isVerified || !plan.holdings.isImporting
      if mayChange { try await equipment.links.save(try link.sealed(at: equipment.now())) }
      let response: CarrierResponse
      do {
        response = try await equipment.patientHTTP.send(requests.request(for: step, of: plan.holdings))
      } catch let silence as CarrierSilence {
        throw TwilioSentence.silence(silence, during: step)
      }
      try plan.receive(response, to: step)
    }
    throw CarrierRefusal(.upstream, "Twilio's answers lead nowhere; report it")
  }

  private func links() async throws -> [TwilioLink] {
    try await equipment.links.links(to: .twilio).compactMap(TwilioLink.init)
  }

  private static func has(_ number: PhoneNumber, _ link: TwilioLink) -> Bool {
    link.workspace == number.workspace && link.holdings.numbers[number.number.description]?.row == number.id
  }

  private static func key(_ workspace: ID<Workspace>, _ account: String) -> String { "\(workspace) \(account)" }
}
