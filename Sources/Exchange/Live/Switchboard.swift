public import Calls
import Carriers
public import Identifiers
import Logging

/// Takes each call that comes in, runs it to its end, and knows which are in progress.
public actor Switchboard: LiveCalls {
  private let equipment: ExchangeEquipment
  private var calls: [CallID: LiveCall] = [:]
  private var records: [ID<CallRecord>: CallID] = [:]
  private var trunks: [CallID: ID<Trunk>] = [:]
  private var isClosing = false

  public init(equipment: ExchangeEquipment) { self.equipment = equipment }

  /// Calls in progress, ringing ones too.
  public var count: Int { calls.count }

  /// Runs calls as they come, until the stream ends and the last call is over.
  public func run(_ incoming: AsyncStream<Call>) async {
    await withDiscardingTaskGroup { group in
      for await call in incoming {
        guard let live = admit(call) else { continue }
        let callsOnTrunk = trunks.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        group.addTask {
          await live.run(callsOnTrunk: callsOnTrunk) { route, record in
            await self.routed(call.id, trunk: route.trunk.id, record: record)
          }
          await self.forget(call.id)
        }
      }
    }
  }

  /// Hangs up every call, each with a BYE, and takes no more.
  public func close() {
    isClosing = true
    for call in calls.values { call.report(.shutDown) }
  }

  public func end(_ id: ID<CallRecord>) -> Bool {
    guard let call = records[id].flatMap({ calls[$0] }) else { return false }
    call.report(.endRequested)
    return true
  }

  private func admit(_ call: Call) -> LiveCall? {
    guard !isClosing, calls.count < equipment.settings.maxCalls else {
      let why = isClosing ? "Shutting down" : "Too many calls"
      equipment.log.warning("call refused", metadata: ["why": "\(why)", "calls": "\(calls.count)"])
      call.refuse(status: 503, phrase: why, retryAfterSeconds: 5)
      return nil
    }
    let live = LiveCall(call: call, equipment: equipment)
    calls[call.id] = live
    return live
  }

  private func routed(_ call: CallID, trunk: ID<Trunk>, record: ID<CallRecord>) {
    trunks[call] = trunk
    records[record] = call
  }

  private func forget(_ call: CallID) {
    calls[call] = nil
    trunks[call] = nil
    records = records.filter { $0.value != call }
  }
}
