public import Carriers
public import Foundation
public import Identifiers

/// Decides which trunks to register and when to ask whether their other ends are there, and knows how each stands.
///
/// A value: trunks, events and the time go in, effects come out.
public struct TrunkRounds: Sendable {
  public enum Effect: Hashable, Sendable {
    /// Keep our account at its provider registered, as the trunk says now.
    case register(Trunk)
    case unregister(ID<Trunk>)
    /// Ask whether it is there.
    case probe(Trunk)
    /// Its servers may have moved.
    case findServersAgain(ID<Trunk>)
    /// Phones may no longer be reached for it.
    case removePhones(ID<Trunk>)
  }

  private struct Watched: Sendable {
    var trunk: Trunk
    var status = TrunkStatus()
    var registrationError: String?
    var probeError: String?
    var phones = 0
    var probeAt: Duration?
    /// When to begin to register, where that failed before.
    var registerAt: Duration?
  }

  private var watched: [ID<Trunk>: Watched] = [:]
  private let probeInterval: Duration

  /// - Parameter probeInterval: between two probes of one trunk.
  public init(probeInterval: Duration = .seconds(60)) { self.probeInterval = probeInterval }

  /// When something is due.
  public var deadline: Duration? { watched.values.flatMap { [$0.probeAt, $0.registerAt] }.compactMap { $0 }.min() }

  /// How a trunk stands; nil when there is none.
  public func status(of id: ID<Trunk>) -> TrunkStatus? {
    guard let entry = watched[id] else { return nil }
    var status = entry.status
    status.lastError = entry.registrationError ?? entry.probeError
    // Whoever registers with us is there, whatever OPTIONS says.
    if entry.phones > 0 { status.reachable = true }
    return status
  }

  /// The trunks there are now.
  public mutating func trunksAre(_ trunks: [Trunk], at now: Duration) -> [Effect] {
    var effects: [Effect] = []
    let ids = Set(trunks.map(\.id))
    for (id, entry) in watched.sorted(by: { $0.key.ulid < $1.key.ulid }) where !ids.contains(id) {
      watched[id] = nil
      if entry.trunk.settings.register { effects.append(.unregister(id)) }
      if entry.trunk.asksForDigest { effects.append(.removePhones(id)) }
    }
    for (index, trunk) in trunks.enumerated() {
      let old = watched[trunk.id]
      guard old?.trunk.speaksAs(trunk) != true else {
        watched[trunk.id]?.trunk = trunk
        continue
      }
      var entry = Watched(trunk: trunk)
      if let old, old.trunk.settings.register, !trunk.settings.register { effects.append(.unregister(trunk.id)) }
      if let old, old.trunk.asksForDigest { effects.append(.removePhones(trunk.id)) }
      if trunk.settings.register {
        entry.status.registration = .registering
        effects.append(.register(trunk))
      }
      // Not all at once.
      if trunk.settings.sipAddress != nil { entry.probeAt = now + .milliseconds(50 * Int64(index)) }
      watched[trunk.id] = entry
    }
    return effects
  }

  /// Our registration at the trunk's provider is under way or done.
  public mutating func registered(_ id: ID<Trunk>, _ standing: TrunkStatus.Registration, on date: Date) {
    guard watched[id]?.trunk.settings.register == true else { return }
    watched[id]?.status.registration = standing
    watched[id]?.status.lastCheckedAt = date
    watched[id]?.registrationError = nil
  }

  /// It failed. While an older registration still counts, the trunk goes on being registered, with the error shown.
  public mutating func registrationFailed(
    _ id: ID<Trunk>, why: String, isBound: Bool, on date: Date
  ) -> [Effect] {
    guard watched[id]?.trunk.settings.register == true else { return [] }
    watched[id]?.status.registration = isBound ? .registered : .failed
    watched[id]?.status.lastCheckedAt = date
    watched[id]?.registrationError = why
    return [.findServersAgain(id)]
  }

  /// Registering could not even begin, because the provider's servers were not found; it is tried again in a while.
  public mutating func registrationNotBegun(_ id: ID<Trunk>, why: String, at now: Duration, on date: Date) {
    guard watched[id]?.trunk.settings.register == true else { return }
    watched[id]?.status.registration = .failed
    watched[id]?.status.lastCheckedAt = date
    watched[id]?.registrationError = why
    watched[id]?.registerAt = now + probeInterval
  }

  /// A probe was answered, or `problem` says what came of it.
  public mutating func probed(_ id: ID<Trunk>, problem: String?, on date: Date) {
    watched[id]?.status.reachable = problem == nil
    watched[id]?.status.lastCheckedAt = date
    watched[id]?.probeError = problem
  }

  /// How many phones have registered with us on the trunk.
  public mutating func phonesAre(_ count: Int, on id: ID<Trunk>, date: Date) {
    watched[id]?.phones = count
    watched[id]?.status.lastCheckedAt = date
  }

  public mutating func deadlineReached(at now: Duration) -> [Effect] {
    var effects: [Effect] = []
    for (id, entry) in watched.sorted(by: { $0.key.ulid < $1.key.ulid }) {
      if let registerAt = entry.registerAt, registerAt <= now {
        watched[id]?.registerAt = nil
        watched[id]?.status.registration = .registering
        effects.append(.register(entry.trunk))
      }
      if let probeAt = entry.probeAt, probeAt <= now {
        watched[id]?.probeAt = now + probeInterval
        effects.append(.probe(entry.trunk))
      }
    }
    return effects
  }
}

extension Trunk {
  /// Whether registering and probing are the same with both.
  fileprivate func speaksAs(_ other: Trunk) -> Bool {
    let (a, b) = (settings, other.settings)
    return a.sipAddress == b.sipAddress && a.outboundProxy == b.outboundProxy && a.authUsername == b.authUsername
      && a.authPassword == b.authPassword && a.register == b.register && a.transport == b.transport
      && a.tlsVerification == b.tlsVerification
  }
}
