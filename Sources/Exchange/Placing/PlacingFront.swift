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
  /// How keys are told to whoever is called by the way that is under way.
  private var keys = KeyMethod.auto

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
    case .dial(let way): return dial(placement.ways[way])
    case .withdraw: work.call.withdraw()
    case .connect: connect()
    case .press(let key): work.call.dial(String(key), by: keys)
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
        rules: CallRules(variables: order.variables, longestCall: order.longestCall),
        domain: placement.ways.first?.sipAddress ?? "", keys: KeyMethod(placement.ways.first?.dtmfMode ?? .auto))
      // What rings or announces before the answer goes on the way too; the agent does not hear it.
      if work.enterRoom(withRecording: false) { work.report(.mediaAgreed) }
      return ready
    } catch {
      work.report(.failed(CallWork.noMedia(error)))
      return nil
    }
  }

  private func dial(_ trunk: Trunk) -> Errand? {
    keys = KeyMethod(trunk.dtmfMode)
    work.way = (trunk, placement.number.number)
    guard let order = CallOrder(to: placement.order.to, from: placement.number.number, by: trunk) else { return nil }
    work.journal?.event("call.dialling", ["trunk_id": .string(trunk.id.description)])
    work.journal?.amend { $0.trunk = trunk.id }
    return { [work = Attempt(work), phone, claim] in
      guard let leavesAt = await claim(trunk) else {
        return work.report(
          .attemptFailed(
            DialOutcome(
              reason: .overCapacity,
              detail: EndDetail(explanation: "the trunk \(trunk.name) has all the calls it may have"),
              mayGoAnotherWay: true)))
      }
      do {
        let wait = leavesAt - work.equipment.clock()
        if wait > .zero { try await work.equipment.pause(wait) }
        work.report(.placed)
        try await phone.place(order, as: work.call)
      } catch is CancellationError {
        return
      } catch let refusal as MediaRefusal {
        work.report(.failed(CallWork.noMedia(refusal)))
      } catch {
        work.report(
          .attemptFailed(
            DialOutcome(
              reason: .dialFailed, detail: EndDetail(explanation: "\(error)"), mayGoAnotherWay: true)))
      }
    }
  }

  private func connect() {
    work.call.begin(recording: work.record())
    work.noteAnswer()
  }

  /// What a task of its own may hold of the work.
  private struct Attempt: Sendable {
    let call: Call
    let equipment: ExchangeEquipment
    let report: @Sendable (CallProgress) -> Void

    init(_ work: CallWork) {
      call = work.call
      equipment = work.equipment
      report = work.report
    }
  }
}
