import Agents
import Foundation
import Identifiers
import Logging
import Rooms
import Synchronization

/// The agent's side of one call: gets it ready, runs its conversation, and keeps what it reports.
final class AgentSession: CallControl, ConversationObserver {
  private enum Stage {
    /// Not prepared, or prepared and silent.
    case waiting
    case running
    /// Nothing begins any more.
    case over
  }

  private struct State {
    var conversation: Conversation?
    var stage = Stage.waiting
    var savesRecording = false
    var turnTimes = TurnTimes()
  }

  private let record: CallRecord
  private let seat: AgentSeat
  private let journal: CallJournal
  private let equipment: ExchangeEquipment
  private let log: Logger
  private let telephone: AgentTelephone
  private let rules: CallRules
  private let onEnd: @Sendable (EndReason) -> Void
  private let state = Mutex(State())
  /// Ends when the conversation has.
  private let over: AsyncStream<Never>
  private let finish: AsyncStream<Never>.Continuation
  /// Where the conversation's clock and the wall clock stood at the same time.
  private let anchor: (clock: Duration, wall: Date)

  /// How long the last words get to leave the far end's jitter buffer before BYE cuts them off.
  static let farewell: Duration = .milliseconds(250)

  init(
    record: CallRecord, rules: CallRules = CallRules(), seat: AgentSeat, journal: CallJournal,
    equipment: ExchangeEquipment, log: Logger, telephone: AgentTelephone,
    onEnd: @escaping @Sendable (EndReason) -> Void
  ) {
    self.record = record
    self.rules = rules
    self.telephone = telephone
    self.seat = seat
    self.journal = journal
    self.equipment = equipment
    self.log = log
    self.onEnd = onEnd
    (over, finish) = AsyncStream.makeStream()
    anchor = (equipment.clock(), equipment.wallClock())
  }

  /// Known once it is prepared.
  var savesRecording: Bool { state.withLock { $0.savesRecording } }
  var turnTimes: TurnTimes { state.withLock { $0.turnTimes } }

  /// Fills in the agent's texts, finds its engines, and has the first message made.
  ///
  /// - Throws: `EngineError` or `VariableProblems`, which say what to do.
  func prepare(_ agent: Agent) async throws {
    let system = SystemVariables(
      callerID: record.fromNumber, calledNumber: record.toNumber, language: agent.language,
      agentID: agent.id.description, conversationID: record.id.description, currentTime: equipment.wallClock(),
      callDirection: record.direction.rawValue, signals: rules.signals)
    let variables = try Variables(
      given: rules.variables, declared: agent.variables, system: system, missing: .warned)
    let limit = min(rules.longestCall ?? equipment.settings.longestCall, equipment.settings.longestCall)
    let conversation = Conversation(
      plan: ConversationPlan(agent: agent, variables: variables, limit: limit),
      engines: try await equipment.engines.engines(for: agent), ear: seat.ear, mouth: seat.mouth, call: self,
      observer: self, now: equipment.clock)
    try await conversation.prepare()
    journal.amend { $0.dynamicVariables = variables.values }
    state.withLock { state in
      state.conversation = conversation
      state.savesRecording = agent.savesRecording
    }
  }

  /// Begins to speak and to listen, and returns when the conversation is over.
  func run() async {
    let conversation = state.withLock { state -> Conversation? in
      guard state.stage == .waiting, let conversation = state.conversation else { return nil }
      state.stage = .running
      return conversation
    }
    defer { finish.finish() }
    guard let conversation else { return }
    equipment.agentLoop.add(conversation.line)
    conversation.start()
    _ = await conversation.run()
    equipment.agentLoop.remove(conversation.line)
  }

  func press(_ key: Character) { state.withLock { $0.conversation }?.press(key) }

  func hold(_ isHeld: Bool) { state.withLock { $0.conversation }?.hold(isHeld) }

  /// The call is over; returns when the record has all that was heard, or after two seconds, when an engine does not
  /// let go.
  func stop() async {
    let conversation = state.withLock { state in
      defer { state.stage = .over }
      return state.stage == .running ? state.conversation : nil
    }
    guard let conversation else { return }
    conversation.callEnded()
    await withTaskGroup(of: Void.self) { [over, pause = equipment.pause] race in
      race.addTask { for await _ in over {} }
      race.addTask { try? await pause(.seconds(2)) }
      await race.next()
      race.cancelAll()
    }
  }

  // MARK: What the conversation wants and reports

  func endCall(_ reason: ConversationEnd) async {
    if case .engineFailure(let detail) = reason {
      log.error("an agent could not go on", metadata: ["detail": "\(detail)"])
      journal.event("agent.failed", ["detail": .string(detail)])
    }
    // Cancelled when the call is over anyway.
    try? await equipment.pause(Self.farewell)
    onEnd(EndReason(reason))
  }

  func press(_ keys: KeySequence) async {
    journal.event("dtmf.sent", ["keys": .string(keys.text)])
    await telephone.press(keys)
  }

  func transfer(to target: TransferTarget) async -> TransferOutcome {
    journal.event("transfer.started", ["target": .string(target.name)])
    return await telephone.transfer(to: target)
  }

  func run(_ tool: WebhookTool, for call: ToolCall) async -> ToolResult {
    journal.event("tool.started", ["name": .string(tool.name), "tool_call_id": .string(call.id)])
    let began = equipment.clock()
    let result = await equipment.tools.run(tool, for: call, in: record.id)
    let failure: JSONValue = if case .failure(let reason) = result { .string(reason) } else { .null }
    journal.event(
      "tool.ended",
      [
        "name": .string(tool.name), "tool_call_id": .string(call.id), "failure": failure,
        "duration_ms": .integer(Int64((equipment.clock() - began) / .milliseconds(1))),
      ])
    return result
  }

  func conversationReports(_ report: ConversationReport) {
    switch report {
    case .message(let message):
      if let total = message.latency?.total { state.withLock { $0.turnTimes.add(total) } }
      journal.message(recorded(message))
    case .event(let event, _): journal.event(event.name, event.detail)
    case .warning(let warning): journal.amend { $0.warnings.append(warning) }
    case .ended: break
    }
  }

  private func recorded(_ message: ConversationMessage) -> RecordedMessage {
    RecordedMessage(
      id: equipment.ids.make(), role: RecordedMessage.Role(message.role), content: message.content,
      toolName: message.toolName, toolArguments: message.toolArguments, toolResult: message.toolResult,
      startedAt: wall(message.startedAt), endedAt: wall(message.endedAt), interrupted: message.interrupted,
      latency: message.latency.map { RecordedMessage.Latency($0) })
  }

  private func wall(_ time: Duration) -> Date {
    anchor.wall.addingTimeInterval((time - anchor.clock).milliseconds / 1000)
  }
}

extension RecordedMessage.Role {
  init(_ role: ConversationMessage.Role) {
    switch role {
    case .user: self = .user
    case .assistant: self = .assistant
    case .tool: self = .tool
    }
  }
}

extension RecordedMessage.Latency {
  init(_ latency: TurnLatency) {
    self.init(
      endpointing: latency.endpointing, transcription: latency.transcription, languageModel: latency.languageModel,
      synthesis: latency.synthesis, total: latency.total)
  }
}

extension EndReason {
  init(_ end: ConversationEnd) {
    switch end {
    case .agentEnded: self = .agentEnded
    case .transferred: self = .transferred
    case .inactivity: self = .inactivityTimeout
    case .maxDuration: self = .maxDurationReached
    case .engineFailure: self = .agentError
    }
  }
}
