public import Exchange
public import Identifiers

extension Store: CallRecordReader {
  public func record(_ id: ID<CallRecord>, in workspace: ID<Workspace>) async throws -> CallRecord? {
    try await backend.read { database in
      try database.rows(
        "conversations", "SELECT * FROM conversations WHERE id = $1 AND workspace_id = $2", [.id(id), .id(workspace)]
      )
      .first.map(Self.record)
    }
  }

  public func records(
    in workspace: ID<Workspace>, filter: CallRecordFilter, page: PageRequest
  ) async throws -> Page<CallRecord> {
    var sql = "SELECT * FROM conversations WHERE workspace_id = $1 AND id < $2"
    var arguments: [SQLValue] = [.id(workspace), page.ceiling]
    func keep(_ condition: String, _ value: SQLValue) {
      guard value != .null else { return }
      arguments.append(value)
      sql += " AND " + condition.replacing("?", with: "$\(arguments.count)")
    }
    keep("agent_id = ?", .id(filter.agent))
    keep("status = ?", .text(filter.status?.rawValue))
    keep("direction = ?", .text(filter.direction?.rawValue))
    keep("(from_number = ? OR to_number = ?)", .text(filter.phoneNumber))
    keep("started_at > ?", .time(filter.startedAfter))
    keep("started_at < ?", .time(filter.startedBefore))
    arguments.append(page.fetched)
    sql += " ORDER BY id DESC LIMIT $\(arguments.count)"
    return try await backend.read { [sql, arguments] database in
      let records = try database.rows("conversations", sql, arguments).map(Self.record)
      return Page(records, limit: page.limit) { $0.id.ulid }
    }
  }

  public func messages(of id: ID<CallRecord>) async throws -> [RecordedMessage] {
    try await backend.read { database in
      try database.rows(
        "messages", "SELECT * FROM messages WHERE conversation_id = $1 ORDER BY position", [.id(id)]
      )
      .map(Self.message)
    }
  }

  public func events(of id: ID<CallRecord>) async throws -> [RecordedEvent] {
    try await backend.read { database in
      try database.rows(
        "events", "SELECT at, type, detail FROM events WHERE conversation_id = $1 ORDER BY position", [.id(id)]
      )
      .map { RecordedEvent(at: try $0.time("at"), type: try $0.text("type"), detail: try $0.json("detail")) }
    }
  }

  public func deleteRecord(_ id: ID<CallRecord>, in workspace: ID<Workspace>) async throws -> Bool {
    try await backend.write {
      try $0.execute("DELETE FROM conversations WHERE id = $1 AND workspace_id = $2", [.id(id), .id(workspace)]) > 0
    }
  }

  static func record(_ row: SQLRow) throws -> CallRecord {
    CallRecord(
      id: try row.id("id"), workspace: try row.id("workspace_id"), agent: try row.optionalID("agent_id"),
      status: try row.choice("status"), direction: try row.choice("direction"),
      transport: try row.choice("transport"), roomName: try row.text("room_name"),
      fromNumber: try row.text("from_number"), toNumber: try row.text("to_number"),
      phoneNumber: try row.optionalID("phone_number_id"), trunk: try row.optionalID("trunk_id"),
      callerIdentity: try row.optionalText("caller_identity"), dynamicVariables: try row.json("dynamic_variables"),
      createdAt: try row.time("created_at"), startedAt: try row.optionalTime("started_at"),
      endedAt: try row.optionalTime("ended_at"), endReason: try row.optionalChoice("end_reason"),
      endDetail: try row.optionalJSON("end_detail"), messageCount: try row.integer("message_count"),
      recordingFile: try row.optionalText("recording_file"), metadata: try row.json("metadata"),
      warnings: try row.json("warnings"), quality: try row.optionalJSON("quality"))
  }

  static func message(_ row: SQLRow) throws -> RecordedMessage {
    RecordedMessage(
      id: try row.id("id"), role: try row.choice("role"), content: try row.text("content"),
      toolName: try row.optionalText("tool_name"), toolArguments: try row.optionalJSON("tool_args"),
      toolResult: try row.optionalJSON("tool_result"), startedAt: try row.time("started_at"),
      endedAt: try row.optionalTime("ended_at"), interrupted: try row.bool("interrupted"),
      latency: try row.optionalJSON("latency"))
  }
}
