import Agents
import Calls
import Carriers
import Foundation
import Identifiers
import Logging
import Rooms

/// What every call needs, whoever placed it: its record, its media, its agent.
///
/// Belongs to the one task that runs its call; what takes long runs in child tasks and is reported back.
final class CallWork {
  typealias Errand = @Sendable () async -> Void

  let call: Call
  let equipment: ExchangeEquipment
  let report: @Sendable (CallProgress) -> Void
  var log: Logger
  private(set) var journal: CallJournal?
  private(set) var agent: AgentSession?
  private(set) var seat: AgentSeat?
  let path = CallPath()
  private let phone: Phone
  private var transfers: TransferDesk?
  private var roomSeat: RoomSeat?
  private var recording: CallRecording?
  /// What happened before the record was open.
  private var early: [CallEvent] = []

  init(
    call: Call, phone: Phone, equipment: ExchangeEquipment, report: @escaping @Sendable (CallProgress) -> Void
  ) {
    self.call = call
    self.phone = phone
    self.equipment = equipment
    self.report = report
    log = equipment.log
  }

  /// What is done for both kinds of calls; other effects do nothing here.
  ///
  /// - Returns: what is to go on beside the call until it is done.
  func perform(_ effect: CallEffect) async -> Errand? {
    switch effect {
    case .startConversation:
      roomSeat?.open()
      guard let agent else { return nil }
      return { await agent.run() }
    case .stopConversation: await agent?.stop()
    case .hangUp:
      noteQuality()
      call.hangUp()
    case .closeRecord(let ending): await close(ending)
    case .finish: await journal?.finish()
    case .challenge, .refuse, .openRecord, .recordRefusal, .ring, .prepare, .answer, .dial, .withdraw, .connect, .press:
      break
    }
    return nil
  }

  /// Keeps an event with the record, and tells the agent of keys and of being held.
  ///
  /// - Returns: what is to go on beside the call until it is done.
  func hear(_ event: CallEvent) -> Errand? {
    note(event)
    switch event {
    case .referred(let target): return follow(to: target)
    case .moved:
      // The far end hangs up what it has left; what it forgets is ours to end.
      return { [call, pause = equipment.pause] in
        try? await pause(ConnectedCall.handOverLimit)
        call.leaveOthers()
      }
    default: return nil
    }
  }

  private func follow(to target: String) -> Errand? {
    guard let trunk = path.trunk, let number = path.number else {
      call.refuseReferral()
      return nil
    }
    switch ReferralPolicy(trunk: trunk).decide(target, from: number) {
    case .failure(let refused):
      journal?.event("referral.refused", ["target": .string(target), "reason": .string(refused.why)])
      call.refuseReferral()
      return nil
    case .success(let order):
      return { [call, phone, journal, pause = equipment.pause] in
        do { try await phone.follow(order, as: call) } catch {
          journal?.event("referral.refused", ["target": .string(target), "reason": .string("\(error)")])
          return
        }
        guard (try? await pause(Self.followLimit)) != nil else { return }
        call.giveUpMove()
      }
    }
  }

  private func note(_ event: CallEvent) {
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

  /// How long whoever a REFER names may ring.
  private static let followLimit = Duration.seconds(60)

  // MARK: The record

  func makeJournal(_ record: CallRecord) -> CallJournal {
    CallJournal(
      record: record, store: equipment.records, wallClock: equipment.wallClock, pause: equipment.pause, log: log)
  }

  /// From now on what happens goes into this record, which is committed.
  func keep(_ journal: CallJournal) {
    self.journal = journal
    log[metadataKey: "conversation"] = "\(journal.id)"
    for event in early { note(event) }
    early = []
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

  // MARK: Agent and room

  /// Seats an agent and gets it ready.
  ///
  /// - Parameter rules: what this call has of its own.
  func seat(
    _ agent: ID<Agent>, in seat: AgentSeat, rules: CallRules
  ) -> Errand? {
    guard let journal else { return nil }
    self.seat = seat
    let transfers = TransferDesk(
      call: call, path: path, pause: equipment.pause, onGiveUp: { [report] in report(.transferUnknown) })
    self.transfers = transfers
    let session = AgentSession(
      record: journal.record, rules: rules, seat: seat, journal: journal, equipment: equipment, log: log,
      telephone: AgentTelephone(call: call, path: path, transfers: transfers, pause: equipment.pause),
      onEnd: { [report] in report(.conversationEnded($0)) })
    self.agent = session
    let (report, agents, workspace) = (report, equipment.agents, journal.record.workspace)
    return {
      do {
        guard let found = try await agents.agent(agent, in: workspace) else {
          report(.failed(Self.noAgent(agent)))
          return
        }
        try await session.prepare(found)
        report(.agentReady)
      } catch { report(.failed(Self.notReady(error))) }
    }
  }

  /// Puts the call into a room with its agent, who hears nothing before the conversation starts.
  func enterRoom(withRecording: Bool) -> Bool {
    guard let journal, let seat else { return false }
    if withRecording { record() }
    do {
      let roomSeat = try RoomSeat(
        roomName: journal.record.roomName, caller: journal.record.farEnd, agent: seat)
      self.roomSeat = roomSeat
      call.connect(roomSeat, rate: seat.rate, recording: recording)
      return true
    } catch {
      report(.failed(Refusal(status: 500, phrase: "No room", explanation: "\(error)", endReason: .agentError)))
      return false
    }
  }

  /// - Returns: the recording, when the agent wants one.
  @discardableResult
  func record() -> CallRecording? {
    guard let journal, let seat, let agent, agent.savesRecording else { return nil }
    recording = equipment.recordings.begin(name: journal.id.description, rate: seat.rate)
    return recording
  }

  /// Both sides are connected.
  func noteAnswer() {
    guard let journal else { return }
    let now = equipment.wallClock()
    journal.event("call.answered")
    journal.amend { record in
      record.status = .active
      record.startedAt = now
    }
    log.info("call answered", metadata: ["to": "\(journal.record.toNumber)"])
  }

  static func noMedia(_ refusal: MediaRefusal) -> Refusal {
    let (phrase, reason): (String, EndReason) =
      switch refusal.status {
      case 487: ("Request Terminated", .cancelled)
      case 503: ("No media port", .overCapacity)
      default: ("Not Acceptable Here", .dialFailed)
      }
    return Refusal(status: refusal.status, phrase: phrase, explanation: refusal.explanation, endReason: reason)
  }

  private static func noAgent(_ agent: ID<Agent>) -> Refusal {
    Refusal(
      status: 480, phrase: "No agent answers this number",
      explanation: "\(agent) was deleted; bind the number to another agent")
  }

  private static func notReady(_ error: any Error) -> Refusal {
    Refusal(
      status: 480, phrase: "Agent is not ready", explanation: "the agent cannot speak: \(error)",
      endReason: .agentError)
  }
}

extension CallRecord {
  /// The number of whoever is not us.
  var farEnd: String { direction == .outbound ? toNumber : fromNumber }
}
