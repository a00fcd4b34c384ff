import Calls

/// One call while it lasts: hears what happens, lets its ``CallLife`` decide, and has its ``CallFront`` do it.
final class LiveCall: Sendable {
  private enum Occurrence: Sendable {
    case progress(CallProgress)
    case call(CallEvent)
    case alarm
  }

  let call: Call
  private let occurrences: AsyncStream<Occurrence>
  private let inbox: AsyncStream<Occurrence>.Continuation
  private let equipment: ExchangeEquipment

  init(call: Call, equipment: ExchangeEquipment) {
    self.call = call
    self.equipment = equipment
    (occurrences, inbox) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(2048))
  }

  /// Tells the call that something happened. Callable from any thread.
  func report(_ progress: CallProgress) { inbox.yield(.progress(progress)) }

  /// Runs until the call is over and its record is closed.
  func run(_ life: some CallLife, on phone: Phone, front makeFront: (CallWork) -> some CallFront) async {
    let front = makeFront(CallWork(call: call, phone: phone, equipment: equipment, report: { self.report($0) }))
    var life = life
    await withDiscardingTaskGroup { group in
      group.addTask {
        for await event in self.call.events { self.inbox.yield(.call(event)) }
        // Nothing new, unless the stream was too full for its last event.
        self.report(.connectionLost(nil))
      }
      let first = front.begin()
      group.addTask { await first() }
      for await occurrence in occurrences {
        if case .call(let event) = occurrence, let errand = front.work.hear(event) {
          group.addTask { await errand() }
        }
        let armed = life.deadline
        let now = equipment.clock()
        for effect in decide(occurrence, &life, front, at: now) {
          if let task = await front.perform(effect) { group.addTask { await task() } }
        }
        if life.isOver { break }
        if let deadline = life.deadline, deadline != armed { arm(deadline, in: &group) }
      }
      inbox.finish()
      group.cancelAll()
    }
  }

  private func decide(
    _ occurrence: Occurrence, _ life: inout some CallLife, _ front: some CallFront, at now: Duration
  ) -> [CallEffect] {
    switch occurrence {
    case .alarm: return life.deadlineReached(at: now)
    case .progress(let progress):
      front.hear(progress)
      return life.receive(progress, at: now)
    case .call(let event):
      guard let progress = CallProgress(event) else { return [] }
      front.hear(progress)
      return life.receive(progress, at: now)
    }
  }

  private func arm(_ deadline: Duration, in group: inout DiscardingTaskGroup) {
    let wait = deadline - equipment.clock()
    group.addTask {
      // Cancelled when the call is over.
      guard (try? await self.equipment.pause(max(wait, .zero))) != nil else { return }
      self.inbox.yield(.alarm)
    }
  }
}
