public import Agents
public import Carriers
public import Exchange
public import Foundation
public import Identifiers
internal import Synchronization

/// All that calls read and write, in memory, with the troubles of a database when the test wants them.
public final class MemoryStore: NumberDirectory, TrunkDirectory, OutboundDirectory, AgentStore, CallRecordStore {
  public struct Failure: Error {}

  /// One write, in the order of arrival.
  public enum Write: Sendable, Hashable {
    case inserted(ID<CallRecord>)
    case updated(ID<CallRecord>, CallRecord.Status)
    case appended(messages: [String], events: [String])
  }

  private struct State {
    var numbers: [PhoneNumber] = []
    var trunks: [Trunk] = []
    var agents: [Agent] = []
    var records: [CallRecord] = []
    var messages: [ID<CallRecord>: [RecordedMessage]] = [:]
    var events: [ID<CallRecord>: [RecordedEvent]] = [:]
    var writes: [Write] = []
    var attempts = 0
    var isDown = false
    var isReadOnly = false
  }

  private let state = Mutex(State())

  public init() {}

  /// While it is down every read and write throws.
  public var isDown: Bool {
    get { state.withLock { $0.isDown } }
    set { state.withLock { $0.isDown = newValue } }
  }

  /// While it is read-only every write throws.
  public var isReadOnly: Bool {
    get { state.withLock { $0.isReadOnly } }
    set { state.withLock { $0.isReadOnly = newValue } }
  }

  // MARK: For the test

  public func add(_ number: PhoneNumber) { state.withLock { $0.numbers.append(number) } }
  /// In place of the one with its id, if there is one.
  public func add(_ trunk: Trunk) {
    state.withLock { state in
      state.trunks.removeAll { $0.id == trunk.id }
      state.trunks.append(trunk)
    }
  }
  public func remove(_ trunk: ID<Trunk>) { state.withLock { $0.trunks.removeAll { $0.id == trunk } } }
  public func add(_ agent: Agent) { state.withLock { $0.agents.append(agent) } }

  /// In the order in which they were opened.
  public var records: [CallRecord] { state.withLock { $0.records } }
  public var writes: [Write] { state.withLock { $0.writes } }
  /// Writes that were tried, failed ones too.
  public var attempts: Int { state.withLock { $0.attempts } }
  public func messages(of id: ID<CallRecord>) -> [RecordedMessage] { state.withLock { $0.messages[id] ?? [] } }
  public func events(of id: ID<CallRecord>) -> [RecordedEvent] { state.withLock { $0.events[id] ?? [] } }

  // MARK: Directory

  public func number(dialled: E164) async throws -> PhoneNumber? {
    try read { $0.numbers.first { $0.number == dialled } }
  }
  public func trunk(_ id: ID<Trunk>) async throws -> Trunk? { try read { $0.trunks.first { $0.id == id } } }
  public func everyTrunk() async throws -> [Trunk] { try read { $0.trunks } }
  public func inboundTrunks() async throws -> [Trunk] { try read { $0.trunks.filter { $0.direction != .outbound } } }

  public func numbers(of workspace: ID<Workspace>) async throws -> [PhoneNumber] {
    try read { $0.numbers.filter { $0.workspace == workspace } }
  }
  public func trunks(of workspace: ID<Workspace>) async throws -> [Trunk] {
    try read { $0.trunks.filter { $0.workspace == workspace } }
  }

  // MARK: Agents

  public func insert(_ agent: Agent) async throws { try write { $0.agents.append(agent) } }
  public func update(_ agent: Agent) async throws -> Bool {
    try write { state in
      guard let index = state.agents.firstIndex(where: { $0.id == agent.id }) else { return false }
      state.agents[index] = agent
      return true
    }
  }
  public func agent(_ id: ID<Agent>, in workspace: ID<Workspace>) async throws -> Agent? {
    try read { $0.agents.first { $0.id == id && $0.workspace == workspace } }
  }
  public func agents(in workspace: ID<Workspace>, page: PageRequest) async throws -> Page<Agent> {
    try read { Page(elements: $0.agents.filter { $0.workspace == workspace }, next: nil) }
  }
  public func deleteAgent(_ id: ID<Agent>, in workspace: ID<Workspace>) async throws -> Bool {
    try write { state in
      defer { state.agents.removeAll { $0.id == id } }
      return state.agents.contains { $0.id == id }
    }
  }

  // MARK: Records

  public func insert(_ record: CallRecord) async throws {
    try write { state in
      state.records.append(record)
      state.writes.append(.inserted(record.id))
    }
  }

  public func update(_ record: CallRecord) async throws {
    try write { state in
      guard let index = state.records.firstIndex(where: { $0.id == record.id }) else { throw Failure() }
      state.records[index] = record
      state.writes.append(.updated(record.id, record.status))
    }
  }

  public func append(messages: [RecordedMessage], events: [RecordedEvent], to id: ID<CallRecord>) async throws {
    try write { state in
      state.messages[id, default: []] += messages
      state.events[id, default: []] += events
      state.writes.append(.appended(messages: messages.map(\.content), events: events.map(\.type)))
    }
  }

  public func closeUnfinished(reason: EndReason, warning: String, at: Date) async throws -> Int {
    try write { state in
      var count = 0
      for index in state.records.indices where !state.records[index].status.isFinal {
        state.records[index].status = state.records[index].status == .pending ? .failed : .completed
        state.records[index].endReason = reason
        state.records[index].endedAt = at
        state.records[index].warnings.append(warning)
        count += 1
      }
      return count
    }
  }

  private func read<Result: Sendable>(_ body: (State) -> Result) throws -> Result {
    try state.withLock { state in
      if state.isDown { throw Failure() }
      return body(state)
    }
  }

  private func write<Result: Sendable>(_ body: (inout State) throws -> Result) throws -> Result {
    try state.withLock { state in
      state.attempts += 1
      if state.isDown || state.isReadOnly { throw Failure() }
      return try body(&state)
    }
  }
}
