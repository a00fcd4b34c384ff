public import Agents
public import Exchange
public import Foundation
public import Identifiers

extension Store: WebhookQueue {
  /// Within the transaction that changes the record: the event is kept if the change is, or neither.
  static func queueWebhook(
    of record: CallRecord, from before: CallRecord.Status?, in database: any SQLConnection
  ) throws {
    guard let event = WebhookEvent(from: before, to: record.status), let agent = record.agent else { return }
    let url = try database.rows(
      "agents", "SELECT webhook_url FROM agents WHERE id = $1 AND workspace_id = $2",
      [.id(agent), .id(record.workspace)]
    )
    .first?.optionalText("webhook_url")
    guard let url else { return }
    // As it is read back: with the times and the count of messages that the API shows.
    let kept = try database.rows("conversations", "SELECT * FROM conversations WHERE id = $1", [.id(record.id)])
    guard let record = try kept.first.map(Self.record) else { return }
    let happened = (event == .conversationStarted ? record.startedAt : record.endedAt) ?? record.createdAt
    var random = SystemRandomNumberGenerator()
    let id = ULID(milliseconds: UInt64(max(0, happened.timeIntervalSince1970) * 1000), random: &random)
    try database.execute(
      """
      INSERT INTO webhook_deliveries (
        id, conversation_id, agent_id, event, url, record, status, attempts, created_at, next_attempt_at, position)
      SELECT $1, $2, $3, $4, $5, $6, 'pending', 0, $7, $8, COALESCE(MAX(position), 0) + 1
      FROM webhook_deliveries WHERE conversation_id = $2
      """,
      [
        .id(id), .id(record.id), .id(agent), .text(event.rawValue), .text(url), try .json(record), .time(happened),
        .time(happened),
      ])
  }

  static func status(of id: ID<CallRecord>, in database: any SQLConnection) throws -> CallRecord.Status? {
    try database.rows("conversations", "SELECT status FROM conversations WHERE id = $1", [.id(id)])
      .first?.choice("status")
  }

  public func agentsDue(at now: Date) async throws -> [ID<Agent>] {
    try await backend.read { database in
      try database.rows(
        "webhook_deliveries",
        """
        SELECT DISTINCT agent_id FROM webhook_deliveries
        WHERE next_attempt_at IS NOT NULL AND next_attempt_at <= $1
        """,
        [.time(now)]
      )
      .map { try $0.id("agent_id") }
    }
  }

  public func claim(of agent: ID<Agent>, at now: Date, until lease: Date) async throws -> WebhookJob? {
    try await backend.write { [box] database in
      let due = try database.rows(
        "webhook_deliveries",
        """
        SELECT * FROM webhook_deliveries AS d
        WHERE agent_id = $1 AND next_attempt_at IS NOT NULL AND next_attempt_at <= $2 AND NOT EXISTS (
          SELECT 1 FROM webhook_deliveries AS e
          WHERE e.conversation_id = d.conversation_id AND e.position < d.position AND e.status = 'pending'
            AND e.attempts < 3)
        ORDER BY next_attempt_at, id LIMIT 1
        """,
        [.id(agent), .time(now)])
      guard let row = due.first else { return nil }
      let id: ID<WebhookDelivery> = try row.id("id")
      // Another node may have read the same row: only one of them changes it.
      let taken = try database.execute(
        "UPDATE webhook_deliveries SET next_attempt_at = $1 WHERE id = $2 AND next_attempt_at = $3",
        [.time(lease), .id(id), .time(try row.optionalTime("next_attempt_at"))])
      guard taken > 0 else { return nil }
      return try Self.job(row, id: id, agent: agent, box: box, in: database)
    }
  }

  private static func job(
    _ row: SQLRow, id: ID<WebhookDelivery>, agent: ID<Agent>, box: SecretBox, in database: any SQLConnection
  ) throws -> WebhookJob {
    let owner = try database.rows(
      "agents", "SELECT webhook_url, webhook_secret_sealed FROM agents WHERE id = $1", [.id(agent)]
    ).first
    var secret: String?
    if let sealed = try owner?.optionalText("webhook_secret_sealed") {
      guard let opened = box.open(sealed, for: webhookSecretPlace(agent)) else {
        throw StoreError.unreadable(table: "agents", column: "webhook_secret_sealed")
      }
      secret = opened
    }
    let record: CallRecord = try row.json("record")
    var messages: [RecordedMessage] = []
    if record.status.isFinal {
      messages = try database.rows(
        "messages", "SELECT * FROM messages WHERE conversation_id = $1 ORDER BY position", [.id(record.id)]
      )
      .map(Self.message)
    }
    return WebhookJob(
      delivery: id, agent: agent, event: try row.choice("event"), createdAt: try row.time("created_at"),
      attempts: try row.integer("attempts"), url: try owner?.optionalText("webhook_url"), secret: secret,
      record: record, messages: messages)
  }

  public func settle(
    _ id: ID<WebhookDelivery>, after attempt: WebhookDelivery.Attempt, as outcome: WebhookOutcome
  ) async throws {
    let (status, next): (WebhookDelivery.Status, Date?) =
      switch outcome {
      case .delivered: (.delivered, nil)
      case .abandoned: (.abandoned, nil)
      case .tryAgain(let next): (.pending, next)
      }
    try await backend.write { database in
      let changed = try database.execute(
        """
        UPDATE webhook_deliveries SET status = $1, next_attempt_at = $2, attempts = attempts + 1 WHERE id = $3
        """,
        [.text(status.rawValue), .time(next), .id(id)])
      // The conversation was deleted meanwhile, and all that was known of it.
      guard changed > 0 else { return }
      try database.execute(
        """
        INSERT INTO webhook_attempts (delivery_id, at, duration_ms, response_status, problem, position)
        SELECT $1, $2, $3, $4, $5, COALESCE(MAX(position), 0) + 1 FROM webhook_attempts WHERE delivery_id = $1
        """,
        [
          .id(id), .time(attempt.at), .integer(attempt.milliseconds), .integer(attempt.responseStatus),
          .text(attempt.problem),
        ])
    }
  }
}

extension Store: WebhookDeliveryReader {
  public func deliveries(of id: ID<CallRecord>) async throws -> [WebhookDelivery] {
    try await backend.read { database in
      let attempts = try database.rows(
        "webhook_attempts",
        """
        SELECT a.* FROM webhook_attempts AS a JOIN webhook_deliveries AS d ON d.id = a.delivery_id
        WHERE d.conversation_id = $1 ORDER BY a.delivery_id, a.position
        """,
        [.id(id)]
      )
      let grouped = Dictionary(grouping: attempts) { (try? $0.text("delivery_id")) ?? "" }
      return try database.rows(
        "webhook_deliveries", "SELECT * FROM webhook_deliveries WHERE conversation_id = $1 ORDER BY position",
        [.id(id)]
      )
      .map { row in
        WebhookDelivery(
          id: try row.id("id"), event: try row.choice("event"), url: try row.text("url"),
          status: try row.choice("status"), createdAt: try row.time("created_at"),
          nextAttemptAt: try row.optionalTime("next_attempt_at"),
          attempts: try (grouped[try row.text("id")] ?? []).map(Self.attempt))
      }
    }
  }

  private static func attempt(_ row: SQLRow) throws -> WebhookDelivery.Attempt {
    WebhookDelivery.Attempt(
      at: try row.time("at"), milliseconds: try row.integer("duration_ms"),
      responseStatus: try row.optionalInteger("response_status"), problem: try row.optionalText("problem"))
  }
}
