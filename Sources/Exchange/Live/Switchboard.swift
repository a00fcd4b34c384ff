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
        group.addTask {
          await live.run {
            await self.claim($0, for: call.id)
          } onRoute: { _, record in
            await self.recorded(call.id, as: record)
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

  /// Counts a call on its trunk before anything else happens to it. False when the trunk has all it may have.
  private func claim(_ route: Route, for call: CallID) -> Bool {
    if let limit = route.trunk.maxConcurrentCalls, trunks.values.count(where: { $0 == route.trunk.id }) >= limit {
      return false
    }
    trunks[call] = route.trunk.id
    return true
  }

  private func recorded(_ call: CallID, as record: ID<CallRecord>) { records[record] = call }

  private func forget(_ call: CallID) {
    calls[call] = nil
    trunks[call] = nil
    records = records.filter { $0.value != call }
  }
}
