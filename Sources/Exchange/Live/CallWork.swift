import Agents
import Calls
import Carriers
import Foundation
import Identifiers
import Logging
import Rooms

/// Does what ``InboundCall`` decided: speaks SIP through the call, seats the agent, keeps the record.
///
/// Belongs to the one task that runs its call; what takes long runs in child tasks and is reported back.
final class CallWork {
  typealias Task = @Sendable () async -> Void

  /// Set once the call is routed, before any effect that needs it.
  var route: Route?

  private let call: Call
  private let equipment: ExchangeEquipment
  private let report: @Sendable (CallProgress) -> Void
  private let onRoute: @Sendable (Route, ID<CallRecord>) async -> Void
  private var log: Logger
  private var journal: CallJournal?
  private var agent: AgentSession?
  private var transfers: TransferDesk?
  private var seat: AgentSeat?
  private var recording: CallRecording?
  /// What happened before the record was open.
  private var early: [CallEvent] = []

  init(
    call: Call, equipment: ExchangeEquipment, report: @escaping @Sendable (CallProgress) -> Void,
    onRoute: @escaping @Sendable (Route, ID<CallRecord>) async -> Void
  ) {
    self.call = call
    self.equipment = equipment
    self.report = report
    self.onRoute = onRoute
    log = equipment.log
    log[metadataKey: "sip_call_id"] = "\(call.invitation.callID)"
  }

  /// - Returns: what is to go on beside the call until it is done.
  func perform(_ effect: CallEffect) async -> Task? {
    switch effect {
    case .challenge(let stale): call.challenge(isStale: stale)
    case .refuse(let refusal): refuse(refusal)
    case .openRecord: return await openRecord()
    case .recordRefusal(let refusal, let ending): await record(refusal, ending)
    case .ring: call.ring()
    case .prepare: return prepare()
    case .answer: answer()
    case .startConversation:
      guard let agent else { return nil }
      return { await agent.run() }
    case .stopConversation: await agent?.stop()
    case .hangUp:
      noteQuality()
      call.hangUp()
    case .closeRecord(let ending): await close(ending)
    case .finish: await journal?.finish()
    }
    return nil
  }

  /// Keeps an event with the record, and tells the agent of keys and of being held.
  func note(_ event: CallEvent) {
    switch event {
    case .digit(let key): agent?.press(key)
    case .held(let isHeld): agent?.hold(isHeld)
    case .transfer(let progress): transfers?.hear(progress)
    default: break
    }
    guard let journal else {
      if early.count < 64 { early.append(event) }
      return
    }
    if let entry = event.recorded { journal.event(entry.type, entry.detail) }
  }

  private func refuse(_ refusal: Refusal) {
    log.notice(
      "call refused",
      metadata: [
        "status": "\(refusal.status)", "why": "\(refusal.explanation)", "from": "\(call.invitation.sourceAddress)",
      ])
    // What a far end offered wrong it may know; all else that went wrong is ours.
    call.refuse(
      status: refusal.status, phrase: refusal.phrase, retryAfterSeconds: refusal.retryAfterSeconds,
      warning: refusal.status == 488 ? refusal.explanation : nil)
  }

  // MARK: The record

  private func openRecord() async -> Task? {
    guard let route else { return nil }
    let journal = makeJournal(
      makeRecord(number: route.number, trunk: route.trunk.id, agent: route.agent, status: .pending))
    do {
      try await journal.open()
    } catch {
      report(
        .failed(
          Refusal(
            status: 503, phrase: "Try again later", explanation: "the call's record cannot be written: \(error)",
            retryAfterSeconds: 5)))
      return nil
    }
    self.journal = journal
    log[metadataKey: "conversation"] = "\(journal.id)"
    for event in early { note(event) }
    early = []
    await onRoute(route, journal.id)
    report(.recordOpened)
    return { await journal.run() }
  }

  private func record(_ refusal: Refusal, _ ending: CallEnding) async {
    guard let number = refusal.number else { return }
    var record = makeRecord(
      number: number, trunk: refusal.trunk, agent: number.agent.map { ID($0) }, status: ending.status)
    record.endedAt = equipment.wallClock()
    record.endReason = ending.reason
    record.endDetail = ending.detail
    do { try await equipment.records.insert(record) } catch {
      log.error("the refused call's record cannot be written", metadata: ["error": "\(error)"])
    }
  }

  private func makeRecord(
    number: PhoneNumber, trunk: ID<Trunk>?, agent: ID<Agent>?, status: CallRecord.Status
  ) -> CallRecord {
    let id: ID<CallRecord> = equipment.ids.make()
    return CallRecord(
      id: id, workspace: number.workspace, agent: agent, status: status, direction: .inbound, transport: .sip,
      roomName: "\(number.number)_\(id.ulid)", fromNumber: call.invitation.callerNumber,
      toNumber: number.number.description, phoneNumber: number.id, trunk: trunk,
      callerIdentity: call.invitation.callerName, createdAt: equipment.wallClock())
  }

  private func makeJournal(_ record: CallRecord) -> CallJournal {
    CallJournal(
      record: record, store: equipment.records, wallClock: equipment.wallClock, pause: equipment.pause, log: log)
  }

  private func close(_ ending: CallEnding) async {
    guard let journal else { return }
    noteQuality()
    let turns = agent?.turnTimes
    let saved = await finishRecording()
    let now = equipment.wallClock()
    journal.event("call.ended", ["reason": .string(ending.reason.rawValue)])
    journal.amend { record in
      record.status = ending.status
      record.endedAt = now
      record.endReason = ending.reason
      record.endDetail = ending.detail
      record.recordingFile = saved
      if let turns, turns.count > 0 {
        var quality = record.quality ?? CallQuality()
        quality.turnMedianMilliseconds = turns.percentile(50)
        quality.turn95thPercentileMilliseconds = turns.percentile(95)
        record.quality = quality
      }
    }
    log.info("call ended", metadata: ["status": "\(ending.status.rawValue)", "reason": "\(ending.reason.rawValue)"])
  }

  /// Taken once, while the media still knows.
  private func noteQuality() {
    guard let journal, journal.record.quality == nil, let media = call.quality else { return }
    journal.event("media.statistics", media.detail)
    journal.amend { record in
      record.quality = CallQuality(
        mos: media.meanOpinionScore, packetsLost: Int(clamping: media.packetsLost),
        jitterMilliseconds: media.jitter.milliseconds, codec: media.codecName)
    }
  }

  /// - Returns: the name of the file, when there is one.
  private func finishRecording() async -> String? {
    guard let recording else { return nil }
    switch await recording.finish() {
    case .saved(let path, let duration, _):
      journal?.event("recording.saved", ["duration_ms": .integer(duration.wholeMilliseconds)])
      return URL(filePath: path).lastPathComponent
    case .failed(let reason):
      journal?.event("recording.failed", ["reason": .string(reason)])
      journal?.amend { $0.warnings.append("the recording failed: \(reason)") }
      log.error("recording failed", metadata: ["reason": "\(reason)"])
      return nil
    }
  }

  // MARK: Media and agent

  private func prepare() -> Task? {
    guard let route, let journal else { return nil }
    do {
      let rate = try call.openMedia(security: MediaSecurity(route.trunk.mediaEncryption))
      let seat = AgentSeat(identity: route.agent.description, rate: rate)
      self.seat = seat
      report(.mediaAgreed)
      let transfers = TransferDesk(
        call: call, trunk: route.trunk, pause: equipment.pause, onGiveUp: { [report] in report(.transferUnknown) })
      self.transfers = transfers
      let session = AgentSession(
        record: journal.record, signals: call.invitation.signals, seat: seat, journal: journal, equipment: equipment,
        log: log, transfer: { await transfers.transfer(to: $0) },
        onEnd: { [report] in report(.conversationEnded($0)) })
      agent = session
      let (report, agents) = (report, equipment.agents)
      return { await Self.ready(session, for: route, from: agents, report: report) }
    } catch {
      report(.failed(Self.noMedia(error)))
      return nil
    }
  }

  private func answer() {
    guard let route, let journal, let seat, let agent else { return }
    if agent.savesRecording {
      recording = equipment.recordings.begin(name: journal.id.description, rate: seat.rate)
    }
    do {
      call.connect(
        try RoomSeat(
          roomName: journal.record.roomName, caller: call.invitation.callerNumber, agent: seat),
        rate: seat.rate, recording: recording)
    } catch {
      report(.failed(Refusal(status: 500, phrase: "No room", explanation: "\(error)", endReason: .agentError)))
      return
    }
    call.answer()
    let now = equipment.wallClock()
    journal.event("call.answered")
    journal.amend { record in
      record.status = .active
      record.startedAt = now
    }
    log.info("call answered", metadata: ["number": "\(route.number.number)", "agent": "\(route.agent)"])
  }

  private static func ready(
    _ session: AgentSession, for route: Route, from agents: any AgentStore,
    report: @Sendable (CallProgress) -> Void
  ) async {
    do {
      guard let agent = try await agents.agent(route.agent, in: route.number.workspace) else {
        report(.failed(noAgent(route)))
        return
      }
      try await session.prepare(agent)
      report(.agentReady)
    } catch { report(.failed(notReady(error))) }
  }

  private static func noMedia(_ refusal: MediaRefusal) -> Refusal {
    let (phrase, reason): (String, EndReason) =
      switch refusal.status {
      case 487: ("Request Terminated", .cancelled)
      case 503: ("No media port", .overCapacity)
      default: ("Not Acceptable Here", .dialFailed)
      }
    return Refusal(status: refusal.status, phrase: phrase, explanation: refusal.explanation, endReason: reason)
  }

  private static func noAgent(_ route: Route) -> Refusal {
    Refusal(
      status: 480, phrase: "No agent answers this number",
      explanation: "\(route.agent) was deleted; bind \(route.number.number) to another agent")
  }

  private static func notReady(_ error: any Error) -> Refusal {
    Refusal(
      status: 480, phrase: "Agent is not ready", explanation: "the agent cannot speak: \(error)",
      endReason: .agentError)
  }
}
