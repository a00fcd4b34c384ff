import Calls
import Carriers
import Identifiers
import Rooms

/// Does what only a call of ours needs: dials it by one trunk after the other.
final class PlacingFront: CallFront {
  let work: CallWork
  private let placement: Placement
  private let phone: Phone
  /// Counts the call on a trunk and says when it may leave; nil when the trunk is full.
  private let claim: @Sendable (Trunk) async -> Duration?

  init(
    _ placement: Placement, work: CallWork, phone: Phone, claim: @escaping @Sendable (Trunk) async -> Duration?
  ) {
    self.placement = placement
    self.work = work
    self.phone = phone
    self.claim = claim
  }

  func begin() -> Errand {
    let journal = work.makeJournal(placement.record)
    work.keep(journal)
    work.report(.recordOpened)
    return { await journal.run() }
  }

  func hear(_ progress: CallProgress) {}

  func perform(_ effect: CallEffect) async -> Errand? {
    switch effect {
    case .prepare: return prepare()
    case .dial(let way): return dial(way)
    case .withdraw: work.call.withdraw()
    case .connect: connect()
    case .press(let key): work.call.dial(String(key), by: work.path.keys)
    default: return await work.perform(effect)
    }
    return nil
  }

  private func prepare() -> Errand? {
    let order = placement.order
    do {
      let rate = try work.call.openMedia()
      let ready = work.seat(
        order.agent, in: AgentSeat(identity: order.agent.description, rate: rate),
        rules: CallRules(variables: order.variables, longestCall: order.longestCall))
      // What rings or announces before the answer goes on the way too; the agent does not hear it.
      if work.enterRoom(withRecording: false) { work.report(.mediaAgreed) }
      return ready
    } catch {
      work.report(.failed(CallWork.noMedia(error)))
      return nil
    }
  }

  private func dial(_ way: Int) -> Errand? {
    let trunk = placement.ways[way]
    work.path.take(trunk, number: placement.number.number)
    guard let order = CallOrder(to: placement.order.to, from: placement.number.number, by: trunk) else {
      fail(way, .dialFailed, "the trunk \(trunk.name) has no sip_address; set it")
      return nil
    }
    work.journal?.event("call.dialling", ["trunk_id": .string(trunk.id.description)])
    work.journal?.amend { $0.trunk = trunk.id }
    return { [call = work.call, report = work.report, equipment = work.equipment, phone, claim] in
      guard let leavesAt = await claim(trunk) else {
        let why = "the trunk \(trunk.name) has all the calls it may have (max_concurrent_calls)"
        return report(.attemptFailed(way: way, .unplaced(.overCapacity, why)))
      }
      do {
        let wait = leavesAt - equipment.clock()
        if wait > .zero { try await equipment.pause(wait) }
        let servers = try await phone.place(order, as: call, attempt: way)
        if servers > 0 { report(.placed(way: way, servers: servers)) }
      } catch is CancellationError {
        return
      } catch let refusal as MediaRefusal {
        report(.failed(CallWork.noMedia(refusal)))
      } catch {
        report(.attemptFailed(way: way, .unplaced(.dialFailed, "\(error)")))
      }
    }
  }

  private func fail(_ way: Int, _ reason: EndReason, _ why: String) {
    work.report(.attemptFailed(way: way, .unplaced(reason, why)))
  }

  private func connect() {
    work.call.begin(recording: work.record())
    work.noteAnswer()
  }
}
