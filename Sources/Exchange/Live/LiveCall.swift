import Calls
import Carriers
import Foundation
import Identifiers
import Logging

/// One incoming call while it lasts: hears what happens, lets ``InboundCall`` decide, and has ``CallWork`` do it.
final class LiveCall: Sendable {
  enum Occurrence: Sendable {
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
  ///
  /// - Parameters:
  ///   - claim: counts the call on its trunk; false when the trunk is full.
  ///   - onRoute: told the record once it is open.
  func run(
    claim: @escaping @Sendable (Route) async -> Bool, onRoute: @escaping @Sendable (Route, ID<CallRecord>) async -> Void
  ) async {
    await withDiscardingTaskGroup { group in
      group.addTask {
        for await event in self.call.events { self.inbox.yield(.call(event)) }
        // Nothing new, unless the stream was too full for its last event.
        self.report(.connectionLost(nil))
      }
      group.addTask { self.report(await self.findRoute(claim: claim)) }
      let work = CallWork(call: call, equipment: equipment, report: { self.report($0) }, onRoute: onRoute)
      var state = InboundCall()
      for await occurrence in occurrences {
        let armed = state.deadline
        let now = equipment.clock()
        let effects: [CallEffect]
        switch occurrence {
        case .alarm: effects = state.deadlineReached(at: now)
        case .progress(let progress):
          if case .routed(.connect(let route)) = progress { work.route = route }
          effects = state.receive(progress, at: now)
        case .call(let event): effects = hear(event, work: work, state: &state, at: now)
        }
        for effect in effects {
          if let task = await work.perform(effect) { group.addTask { await task() } }
        }
        if state.isOver { break }
        if let deadline = state.deadline, deadline != armed { arm(deadline, in: &group) }
      }
      inbox.finish()
      group.cancelAll()
    }
  }

  private func hear(
    _ event: CallEvent, work: CallWork, state: inout InboundCall, at now: Duration
  ) -> [CallEffect] {
    work.note(event)
    guard let progress = CallProgress(event) else { return [] }
    return state.receive(progress, at: now)
  }

  private func arm(_ deadline: Duration, in group: inout DiscardingTaskGroup) {
    let wait = deadline - equipment.clock()
    group.addTask {
      // Cancelled when the call is over.
      guard (try? await self.equipment.pause(max(wait, .zero))) != nil else { return }
      self.inbox.yield(.alarm)
    }
  }

  private func findRoute(claim: @Sendable (Route) async -> Bool) async -> CallProgress {
    let invitation = call.invitation
    let attempt = CallAttempt(
      sourceAddress: invitation.sourceAddress, calledForms: invitation.calledForms, username: invitation.username)
    do {
      let finder = RouteFinder(
        directory: equipment.directory, countryCode: equipment.settings.countryCode, isProvider: equipment.isProvider)
      let decision = try await finder.route(attempt) { self.verdict(on: $0) }
      if case .connect(let route) = decision, !(await claim(route)) {
        return .routed(.refuse(InboundRouting.full(route)))
      }
      return .routed(decision)
    } catch {
      // A failed look-up is our trouble, not the number's: the carrier may try again elsewhere.
      return .failed(
        Refusal(
          status: 503, phrase: "Try again later", explanation: "the store did not answer: \(error)",
          retryAfterSeconds: 5))
    }
  }

  private func verdict(on trunk: Trunk) -> CredentialVerdict {
    guard let username = trunk.authUsername, let password = trunk.authPassword else { return .wrong }
    switch call.check(username: username, password: password) {
    case .absent: return .missing
    case .stale: return .stale
    case .refused: return .wrong
    case .accepted: return .right
    }
  }
}
