import Agents
public import Calls
public import Carriers
import Foundation
public import Identifiers

/// Places calls for clients: checks what they want, commits the conversation, and hands the call to the switchboard.
public struct Dialer: OutboundCalls {
  private let equipment: ExchangeEquipment
  private let phone: Phone
  private let directory: any OutboundDirectory
  private let statuses: any TrunkStatuses
  private let switchboard: Switchboard

  public init(
    equipment: ExchangeEquipment, phone: Phone, directory: any OutboundDirectory, statuses: any TrunkStatuses,
    switchboard: Switchboard
  ) {
    self.equipment = equipment
    self.phone = phone
    self.directory = directory
    self.statuses = statuses
    self.switchboard = switchboard
  }

  public func place(_ order: OutboundOrder) async throws -> ID<CallRecord> {
    guard let agent = try await equipment.agents.agent(order.agent, in: order.workspace) else {
      throw OutboundRefusal.agentMissing
    }
    do { _ = try Variables(given: order.variables, declared: agent.variables) } catch {
      throw OutboundRefusal.variables(error)
    }
    let routing = OutboundRouting()
    let number = try routing.caller(
      asked: order.callerID, agent: order.agent.ulid, among: try await directory.numbers(of: order.workspace))
    if let (rule, why) = DestinationRules().forbids(order.to, calledFrom: number.number) {
      throw OutboundRefusal.destination(rule: rule.rawValue, why)
    }
    let trunks = try await directory.trunks(of: order.workspace)
    let ways = try routing.ways(
      for: number, trunks: trunks, statuses: await statuses.statuses(of: trunks.map(\.id)))
    let record = makeRecord(order, number: number)
    let placement = Placement(order: order, number: number, ways: ways, record: record)
    let call = phone.makeCall()
    try await switchboard.reserve(call, ways: ways)
    do { try await equipment.records.insert(record) } catch {
      await switchboard.release(call)
      throw error
    }
    guard await switchboard.start(placement, call: call, phone: phone) else {
      try await close(record)
      throw OutboundRefusal.shuttingDown
    }
    return record.id
  }

  /// The server began to shut down while the record was committed.
  private func close(_ record: CallRecord) async throws {
    var record = record
    record.status = .failed
    record.endedAt = equipment.wallClock()
    record.endReason = .serverShutdown
    try await equipment.records.update(record)
  }

  private func makeRecord(_ order: OutboundOrder, number: PhoneNumber) -> CallRecord {
    let id: ID<CallRecord> = equipment.ids.make()
    return CallRecord(
      id: id, workspace: order.workspace, agent: order.agent, status: .pending, direction: .outbound, transport: .sip,
      roomName: "\(order.to)_\(id.ulid)", fromNumber: number.number.description, toNumber: order.to.description,
      phoneNumber: number.id, trunk: number.trunk, dynamicVariables: order.variables,
      createdAt: equipment.wallClock(), metadata: order.metadata)
  }
}

/// A call that is to be placed, with all that was decided of it.
struct Placement: Sendable {
  let order: OutboundOrder
  let number: PhoneNumber
  /// At least one, best first.
  let ways: [Trunk]
  /// Committed.
  let record: CallRecord
}
