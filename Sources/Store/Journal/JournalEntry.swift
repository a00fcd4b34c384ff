import Exchange
import Identifiers

/// What one append brings to one call.
struct JournalEntry: Sendable {
  let record: ID<CallRecord>
  let messages: [RecordedMessage]
  let events: [RecordedEvent]

  var rowCount: Int { messages.count + events.count }

  /// Appends its rows in order; a message that is there is replaced. Nothing happens when the record is gone.
  func write(to database: any SQLConnection) throws {
    let found = try database.rows("conversations", "SELECT id FROM conversations WHERE id = $1", [.id(record)])
    guard !found.isEmpty else { return }
    for message in messages { try write(message, to: database) }
    for event in events {
      try database.execute(
        """
        INSERT INTO events (conversation_id, at, type, detail, position)
        SELECT $1, $2, $3, $4, COALESCE(MAX(position), 0) + 1 FROM events WHERE conversation_id = $1
        """,
        [.id(record), .time(event.at), .text(event.type), try .json(event.detail)])
    }
    guard !messages.isEmpty else { return }
    try database.execute(
      """
      UPDATE conversations SET message_count = (SELECT COUNT(*) FROM messages WHERE conversation_id = $1)
      WHERE id = $1
      """,
      [.id(record)])
  }

  private func write(_ message: RecordedMessage, to database: any SQLConnection) throws {
    try database.execute(
      """
      INSERT INTO messages (
        id, conversation_id, role, content, tool_name, tool_args, tool_result, started_at, ended_at, interrupted,
        latency, position)
      SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, COALESCE(MAX(position), 0) + 1
      FROM messages WHERE conversation_id = $2
      ON CONFLICT (id) DO UPDATE SET
        role = excluded.role, content = excluded.content, tool_name = excluded.tool_name,
        tool_args = excluded.tool_args, tool_result = excluded.tool_result, started_at = excluded.started_at,
        ended_at = excluded.ended_at, interrupted = excluded.interrupted, latency = excluded.latency
      WHERE messages.conversation_id = excluded.conversation_id
      """,
      [
        .id(message.id), .id(record), .text(message.role.rawValue), .text(message.content), .text(message.toolName),
        try .json(message.toolArguments), try .json(message.toolResult), .time(message.startedAt),
        .time(message.endedAt), .bool(message.interrupted), try .json(message.latency),
      ])
  }
}
