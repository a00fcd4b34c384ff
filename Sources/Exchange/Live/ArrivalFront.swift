import Agents
import Calls
import Carriers
import Identifiers
import Logging
import Rooms

/// Does what only a call that came needs: finds its route, refuses it or lets it ring, answers it.
final class ArrivalFront: CallFront {
  let work: CallWork
  private let invitation: CallInvitation
  private let claim: @Sendable (Route) async -> Bool
  private let onRecord: @Sendable (ID<CallRecord>) async -> Void
  /// Set once the call is routed, before any effect that needs it.
  private var route: Route?

  /// - Parameters:
  ///   - claim: counts the call on its trunk; false when the trunk is full.
  ///   - onRecord: told the record once it is open.
  init(
    _ invitation: CallInvitation, work: CallWork, claim: @escaping @Sendable (Route) async -> Bool,
    onRecord: @escaping @Sendable (ID<CallRecord>) async -> Void
  ) {
    self.invitation = invitation
    self.work = work
    self.claim = claim
    self.onRecord = onRecord
    work.log[metadataKey: "sip_call_id"] = "\(invitation.callID)"
  }

  func begin() -> Errand {
    let finder = ArrivalRouter(call: work.call, invitation: invitation, equipment: work.equipment, claim: claim)
    return { [report = work.report] in report(await finder.decide()) }
  }

  func hear(_ progress: CallProgress) {
    guard case .routed(.connect(let route)) = progress else { return }
    self.route = route
    work.path.take(route.trunk, number: route.number.number, domain: invitation.domain)
    if let account = ProviderAccount(route.trunk) { work.call.recognize(account) }
  }

  func perform(_ effect: CallEffect) async -> Errand? {
    switch effect {
    case .challenge(let stale): work.call.challenge(isStale: stale)
    case .refuse(let refusal): refuse(refusal)
    case .openRecord: return await openRecord()
    case .recordRefusal(let refusal, let ending): await record(refusal, ending)
    case .ring: work.call.ring()
    case .prepare: return prepare()
    case .answer: answer()
    default: return await work.perform(effect)
    }
    return nil
  }

  private func refuse(_ refusal: Refusal) {
    work.log.notice(
      "call refused",
      metadata: [
        "status": "\(refusal.status)", "why": "\(refusal.explanation)", "from": "\(invitation.sourceAddress)",
      ])
    // What a far end offered wrong it may know; all else that went wrong is ours.
    work.call.refuse(
      status: refusal.status, phrase: refusal.phrase, retryAfterSeconds: refusal.retryAfterSeconds,
      warning: refusal.status == 488 ? refusal.explanation : nil)
  }

  private func openRecord() async -> Errand? {
    guard let route else { return nil }
    let journal = work.makeJournal(
      makeRecord(number: route.number, trunk: route.trunk.id, agent: route.agent, status: .pending))
    do {
      try await journal.open()
    } catch {
      work.report(
        .failed(
          Refusal(
            status: 503, phrase: "Try again later", explanation: "the call's record cannot be written: \(error)",
            retryAfterSeconds: 5)))
      return nil
    }
    work.keep(journal)
    await onRecord(journal.id)
    work.report(.recordOpened)
    return { await journal.run() }
  }

  private func record(_ refusal: Refusal, _ ending: CallEnding) async {
    guard let number = refusal.number else { return }
    var record = makeRecord(
      number: number, trunk: refusal.trunk, agent: number.agent.map { ID($0) }, status: ending.status)
    record.endedAt = work.equipment.wallClock()
    record.endReason = ending.reason
    record.endDetail = ending.detail
    do { try await work.equipment.records.insert(record) } catch {
      work.log.error("the refused call's record cannot be written", metadata: ["error": "\(error)"])
    }
  }

  private func makeRecord(
    number: PhoneNumber, trunk: ID<Trunk>?, agent: ID<Agent>?, status: CallRecord.Status
  ) -> CallRecord {
    let id: ID<CallRecord> = work.equipment.ids.make()
    return CallRecord(
      id: id, workspace: number.workspace, agent: agent, status: status, direction: .inbound, transport: .sip,
      roomName: "\(number.number)_\(id.ulid)", fromNumber: invitation.callerNumber,
      toNumber: number.number.description, phoneNumber: number.id, trunk: trunk,
      callerIdentity: invitation.callerName, createdAt: work.equipment.wallClock())
  }

  private func prepare() -> Errand? {
    guard let route else { return nil }
    do {
      let rate = try work.call.openMedia(security: MediaSecurity(route.trunk.mediaEncryption))
      work.report(.mediaAgreed)
      return work.seat(
        route.agent, in: AgentSeat(identity: route.agent.description, rate: rate),
        rules: CallRules(signals: invitation.signals))
    } catch {
      work.report(.failed(CallWork.noMedia(error)))
      return nil
    }
  }

  private func answer() {
    guard work.enterRoom(withRecording: true) else { return }
    work.call.answer()
    work.noteAnswer()
  }
}
