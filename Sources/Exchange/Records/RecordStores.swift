public import Agents
public import Foundation
public import Identifiers

/// Which records a list holds; nil fields hold all.
public struct CallRecordFilter: Hashable, Sendable {
  public var agent: ID<Agent>?
  public var status: CallRecord.Status?
  public var direction: CallRecord.Direction?
  /// Either side's number.
  public var phoneNumber: String?
  public var startedAfter: Date?
  public var startedBefore: Date?

  public init(
    agent: ID<Agent>? = nil, status: CallRecord.Status? = nil, direction: CallRecord.Direction? = nil,
    phoneNumber: String? = nil, startedAfter: Date? = nil, startedBefore: Date? = nil
  ) {
    self.agent = agent
    self.status = status
    self.direction = direction
    self.phoneNumber = phoneNumber
    self.startedAfter = startedAfter
    self.startedBefore = startedBefore
  }
}

/// Where call records are written while calls run. Each write is committed when the call returns.
public protocol CallRecordStore: Sendable {
  func insert(_ record: CallRecord) async throws
  func update(_ record: CallRecord) async throws
  /// Appends what happened, in order; a message whose id is there is replaced. Keeps the record's message count.
  func append(messages: [RecordedMessage], events: [RecordedEvent], to id: ID<CallRecord>) async throws
  /// Ends every record that a crash left pending or active: pending ones fail, active ones complete, both with
  /// `reason` and `warning` among their warnings. Returns how many.
  func closeUnfinished(reason: EndReason, warning: String, at: Date) async throws -> Int
}

/// Where call records are read, within a workspace.
public protocol CallRecordReader: Sendable {
  func record(_ id: ID<CallRecord>, in workspace: ID<Workspace>) async throws -> CallRecord?
  func records(
    in workspace: ID<Workspace>, filter: CallRecordFilter, page: PageRequest
  ) async throws -> Page<CallRecord>
  /// Oldest first. Nil cursor in the page starts at the first.
  func messages(of id: ID<CallRecord>) async throws -> [RecordedMessage]
  func events(of id: ID<CallRecord>) async throws -> [RecordedEvent]
  /// Transcript and events too. False when there is no such record.
  func deleteRecord(_ id: ID<CallRecord>, in workspace: ID<Workspace>) async throws -> Bool
}
