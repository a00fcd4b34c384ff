import Carriers
import Exchange
import Foundation
import Identifiers
import Testing

@Suite struct TrunkRoundsTests {
  var rounds = TrunkRounds()
  let date = Date(timeIntervalSince1970: 1)

  static func trunk(_ number: UInt64 = 1, _ settings: TrunkSettings = registering) -> Trunk {
    Trunk(
      id: ID(ULID(high: 0, low: number)), workspace: ID(ULID(high: 1, low: 1)), name: "C", kind: .byoc,
      direction: .both, settings: settings, createdAt: .distantPast, updatedAt: .distantPast)
  }

  static let registering = TrunkSettings(
    sipAddress: "192.0.2.20", authUsername: "alice", authPassword: "secret", register: true)

  @Test mutating func `a trunk that wants it is registered, once, and asked whether it is there each minute`() {
    let trunk = Self.trunk()
    #expect(rounds.trunksAre([trunk], at: .zero) == [.register(trunk)])
    #expect(rounds.trunksAre([trunk], at: .seconds(1)) == [])
    #expect(rounds.deadlineReached(at: .seconds(1)) == [.probe(trunk)])
    #expect(rounds.deadline == .seconds(61))
    #expect(rounds.deadlineReached(at: .seconds(60)) == [])
    #expect(rounds.deadlineReached(at: .seconds(61)) == [.probe(trunk)])
  }

  @Test mutating func `a trunk without a SIP address is left alone`() {
    #expect(rounds.trunksAre([Self.trunk(1, TrunkSettings())], at: .zero) == [])
    #expect(rounds.deadline == nil)
    #expect(rounds.status(of: Self.trunk().id) == TrunkStatus())
    #expect(rounds.status(of: Self.trunk(2).id) == nil)
  }

  @Test func `a change of how we speak with it registers anew`() {
    for member in [\TrunkSettings.sipAddress, \.outboundProxy, \.authUsername, \.authPassword] {
      var rounds = TrunkRounds()
      _ = rounds.trunksAre([Self.trunk()], at: .zero)
      var changed = Self.trunk()
      changed.settings[keyPath: member] = "192.0.2.21"
      #expect(rounds.trunksAre([changed], at: .zero) == [.removePhones(changed.id), .register(changed)])
    }
  }

  @Test mutating func `a change of anything else changes nothing`() {
    _ = rounds.trunksAre([Self.trunk()], at: .zero)
    var changed = Self.trunk()
    changed.name = "D"
    changed.maxConcurrentCalls = 1
    #expect(rounds.trunksAre([changed], at: .zero) == [])
  }

  @Test mutating func `a trunk that no longer registers, or is gone, is unregistered`() {
    _ = rounds.trunksAre([Self.trunk(), Self.trunk(2)], at: .zero)
    var changed = Self.trunk()
    changed.register = false
    #expect(
      rounds.trunksAre([changed], at: .zero) == [
        .unregister(Self.trunk(2).id), .removePhones(Self.trunk(2).id), .unregister(changed.id),
        .removePhones(changed.id),
      ])
    #expect(rounds.status(of: changed.id)?.registration == nil)
  }

  @Test mutating func `the status says how the registration stands and what went wrong`() {
    let id = Self.trunk().id
    _ = rounds.trunksAre([Self.trunk()], at: .zero)
    #expect(rounds.status(of: id) == TrunkStatus(registration: .registering))
    #expect(rounds.registrationFailed(id, why: "no", isBound: false, on: date) == [.findServersAgain(id)])
    #expect(rounds.status(of: id) == TrunkStatus(registration: .failed, lastCheckedAt: date, lastError: "no"))
    rounds.registered(id, .registered, on: date)
    #expect(rounds.status(of: id) == TrunkStatus(registration: .registered, lastCheckedAt: date))
    _ = rounds.registrationFailed(id, why: "again", isBound: true, on: date)
    #expect(rounds.status(of: id) == TrunkStatus(registration: .registered, lastCheckedAt: date, lastError: "again"))
  }

  @Test mutating func `who answers is reachable, whatever he says, and so is who has phones here`() {
    let id = Self.trunk().id
    _ = rounds.trunksAre([Self.trunk()], at: .zero)
    rounds.probed(id, problem: "silence", on: date)
    #expect(rounds.status(of: id)?.reachable == false)
    #expect(rounds.status(of: id)?.lastError == "silence")
    rounds.phonesAre(1, on: id, date: date)
    #expect(rounds.status(of: id)?.reachable == true)
    rounds.phonesAre(0, on: id, date: date)
    rounds.probed(id, problem: nil, on: date)
    #expect(rounds.status(of: id)?.reachable == true)
    #expect(rounds.status(of: id)?.lastError == nil)
  }

  @Test mutating func `what could not begin to register is begun again after a minute`() {
    let trunk = Self.trunk()
    _ = rounds.trunksAre([trunk], at: .zero)
    _ = rounds.deadlineReached(at: .zero)
    rounds.registrationNotBegun(trunk.id, why: "no such name", at: .zero, on: date)
    #expect(rounds.status(of: trunk.id)?.registration == .failed)
    #expect(rounds.status(of: trunk.id)?.lastError == "no such name")
    #expect(rounds.deadlineReached(at: .seconds(60)) == [.register(trunk), .probe(trunk)])
    #expect(rounds.status(of: trunk.id)?.registration == .registering)
  }
}
