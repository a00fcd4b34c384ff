public import Calls
import Carriers
public import Identifiers
import Logging

/// Takes each call that comes in and each that is to be placed, runs it to its end, and knows which are in progress.
public actor Switchboard: LiveCalls {
  private let equipment: ExchangeEquipment
  private var calls: [CallID: LiveCall] = [:]
  private var records: [ID<CallRecord>: CallID] = [:]
  private var trunks: [CallID: ID<Trunk>] = [:]
  private var pace = CallPace<ID<Trunk>>()
  private var isClosing = false
  private let placements: AsyncStream<@Sendable () async -> Void>
  private let orders: AsyncStream<@Sendable () async -> Void>.Continuation

  public init(equipment: ExchangeEquipment) {
    self.equipment = equipment
    (placements, orders) = AsyncStream.makeStream()
  }

  /// Calls in progress, ringing ones too.
  public var count: Int { calls.count }

  /// Runs calls as they come and as they are placed, until the stream ends and the last call is over.
  public func run(_ phone: Phone) async {
    let placements = placements
    await withDiscardingTaskGroup { group in
      group.addTask {
        await withDiscardingTaskGroup { placed in
          for await run in placements { placed.addTask { await run() } }
        }
      }
      for await arrival in phone.incoming {
        guard let live = admit(arrival.call) else { continue }
        group.addTask { await self.run(live, arrival.invitation, on: phone) }
      }
      orders.finish()
    }
  }

  private nonisolated func run(_ live: LiveCall, _ invitation: CallInvitation, on phone: Phone) async {
    let id = live.call.id
    await live.run(InboundCall(), on: phone) { work in
      ArrivalFront(
        invitation, work: work, claim: { await self.claim($0.trunk, for: id) },
        onRecord: { await self.recorded(id, as: $0) })
    }
    await forget(id)
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
  private func claim(_ trunk: Trunk, for call: CallID) -> Bool {
    if let limit = trunk.maxConcurrentCalls, trunks.count(where: { $0.value == trunk.id && $0.key != call }) >= limit {
      return false
    }
    trunks[call] = trunk.id
    return true
  }

  private func recorded(_ call: CallID, as record: ID<CallRecord>) { records[record] = call }

  private func forget(_ call: CallID) {
    calls[call] = nil
    trunks[call] = nil
    records = records.filter { $0.value != call }
  }

  // MARK: Calls of ours

  /// Keeps a place for a call that is about to be placed, on the first of its trunks that has one.
  func reserve(_ call: Call, ways: [Trunk]) throws(OutboundRefusal) {
    guard !isClosing else { throw .shuttingDown }
    guard calls.count < equipment.settings.maxCalls else {
      throw .full("\(calls.count) calls are in progress, and the server takes no more; try again when one has ended")
    }
    guard ways.contains(where: { claim($0, for: call.id) }) else {
      throw .full("every SIP trunk has all the calls it may have (max_concurrent_calls); try again when one has ended")
    }
    calls[call.id] = LiveCall(call: call, equipment: equipment)
  }

  /// Gives the place back.
  func release(_ call: Call) { forget(call.id) }

  /// Begins to place a call that was given a place; false when nothing runs any more.
  func start(_ placement: Placement, call: Call, phone: Phone) -> Bool {
    guard let live = calls[call.id] else { return false }
    recorded(call.id, as: placement.record.id)
    // Asked to end before anybody could: the call hears of it first thing.
    if isClosing { live.report(.shutDown) }
    let outcome = orders.yield {
      let order = placement.order
      await live.run(
        PlacedCall(ways: placement.ways.count, ringingTimeout: order.ringingTimeout, keys: order.keys), on: phone
      ) { work in
        PlacingFront(placement, work: work, phone: phone) { await self.leave($0, call.id) }
      }
      await self.forget(call.id)
    }
    if case .terminated = outcome {
      forget(call.id)
      return false
    }
    return true
  }

  /// Counts a call on the trunk it is about to go by.
  ///
  /// - Returns: when it may leave; nil when the trunk is full.
  private func leave(_ trunk: Trunk, _ call: CallID) -> Duration? {
    guard claim(trunk, for: call) else { return nil }
    return pace.take(trunk.id, limit: trunk.maxCallsPerSecond, at: equipment.clock())
  }
}
