extension Schema {
  static let webhooks = [
    "ALTER TABLE agents ADD COLUMN webhook_url TEXT",
    "ALTER TABLE agents ADD COLUMN webhook_secret_sealed TEXT",
    "ALTER TABLE agents ADD COLUMN tool_secrets_sealed TEXT",
    """
    CREATE TABLE webhook_deliveries (
      id TEXT NOT NULL PRIMARY KEY, conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
      position BIGINT NOT NULL, agent_id TEXT NOT NULL, event TEXT NOT NULL, url TEXT NOT NULL, record TEXT NOT NULL,
      status TEXT NOT NULL, attempts BIGINT NOT NULL, created_at BIGINT NOT NULL, next_attempt_at BIGINT)
    """,
    "CREATE UNIQUE INDEX webhook_deliveries_in_order ON webhook_deliveries (conversation_id, position)",
    """
    CREATE INDEX webhook_deliveries_due ON webhook_deliveries (agent_id, next_attempt_at)
    WHERE next_attempt_at IS NOT NULL
    """,
    """
    CREATE TABLE webhook_attempts (
      delivery_id TEXT NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE, position BIGINT NOT NULL,
      at BIGINT NOT NULL, duration_ms BIGINT NOT NULL, response_status BIGINT, problem TEXT,
      PRIMARY KEY (delivery_id, position))
    """,
  ]
}
