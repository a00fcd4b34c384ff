public import Exchange
public import Foundation
public import Identifiers

extension Store: CallRecordStore {
  public func insert(_ record: CallRecord) async throws {
    let values = try values(of: record)
    try await backend.write { database in
      try database.execute(
        """
        INSERT INTO conversations (
          id, workspace_id, agent_id, status, direction, transport, room_name, from_number, to_number,
          phone_number_id, trunk_id, caller_identity, dynamic_variables, created_at, started_at, ended_at,
          end_reason, end_detail, recording_file, metadata, warnings, quality, message_count)
        VALUES (
          $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
        """,
        [.id(record.id), .id(record.workspace)] + values + [.integer(record.messageCount)])
      try Self.queueWebhook(of: record, from: nil, in: database)
    }
  }

  public func update(_ record: CallRecord) async throws {
    let values = try values(of: record)
    try await backend.write { database in
      let before = try Self.status(of: record.id, in: database)
      try database.execute(
        """
        UPDATE conversations SET
          agent_id = $1, status = $2, direction = $3, transport = $4, room_name = $5, from_number = $6,
          to_number = $7, phone_number_id = $8, trunk_id = $9, caller_identity = $10, dynamic_variables = $11,
          created_at = $12, started_at = $13, ended_at = $14, end_reason = $15, end_detail = $16,
          recording_file = $17, metadata = $18, warnings = $19, quality = $20
        WHERE id = $21 AND workspace_id = $22
        """,
        values + [.id(record.id), .id(record.workspace)])
      if let before { try Self.queueWebhook(of: record, from: before, in: database) }
    }
  }

  public func append(
    messages: [RecordedMessage], events: [RecordedEvent], to id: ID<CallRecord>
  ) async throws {
    try await journal.append(JournalEntry(record: id, messages: messages, events: events))
  }

  public func closeUnfinished(reason: EndReason, warning: String, at time: Date) async throws -> Int {
    try await backend.write { database in
      let open = try database.rows(
        "conversations", "SELECT * FROM conversations WHERE status IN ('pending', 'active')", []
      )
      .map(Self.record)
      for before in open {
        var record = before
        record.status = before.status == .pending ? .failed : .completed
        record.endReason = reason
        record.endedAt = time
        record.warnings.append(warning)
        try database.execute(
          """
          UPDATE conversations SET status = $1, end_reason = $2, ended_at = $3, warnings = $4 WHERE id = $5
          """,
          [
            .text(record.status.rawValue), .text(reason.rawValue), .time(time), try .json(record.warnings),
            .id(record.id),
          ])
        try Self.queueWebhook(of: record, from: before.status, in: database)
      }
      return open.count
    }
  }

  /// Agent to quality without the message count, in the order of both texts above.
  private func values(of record: CallRecord) throws -> [SQLValue] {
    [
      .id(record.agent), .text(record.status.rawValue), .text(record.direction.rawValue),
      .text(record.transport.rawValue), .text(record.roomName), .text(record.fromNumber), .text(record.toNumber),
      .id(record.phoneNumber), .id(record.trunk), .text(record.callerIdentity), try .json(record.dynamicVariables),
      .time(record.createdAt), .time(record.startedAt), .time(record.endedAt), .text(record.endReason?.rawValue),
      try .json(record.endDetail), .text(record.recordingFile), try .json(record.metadata),
      try .json(record.warnings), try .json(record.quality),
    ]
  }
}
