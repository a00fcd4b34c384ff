/// The tables, as steps that only go forward. A step that was released is never changed. Types and texts are those
/// that SQLite and PostgreSQL share: ids are ULIDs of 26 characters, times are milliseconds since 1970, flags are 0
/// or 1, structured values are JSON text.
enum Schema {
  static let migration = Migration(steps: steps)

  static let steps: [Migration.Step] = [
    ("0001 access", access), ("0002 agents", agents), ("0003 carriers", carriers),
    ("0004 conversations", conversations),
    ("0005 idempotency", idempotency), ("0006 trunk settings", trunkSettings),
    ("0007 referrals", referrals),
    ("0008 access", scopes),
    ("0009 carriers' things", carrierLinks),
    ("0010 webhooks", webhooks),
  ]

  private static let access = [
    """
    CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)
    """,
    """
    CREATE TABLE workspaces (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL)
    """,
    """
    CREATE TABLE api_keys (
      id TEXT NOT NULL PRIMARY KEY, workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
      name TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, hint TEXT NOT NULL, created_at BIGINT NOT NULL)
    """,
  ]

  private static let agents = [
    """
    CREATE TABLE agents (
      id TEXT NOT NULL PRIMARY KEY, workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
      name TEXT NOT NULL, prompt TEXT NOT NULL, first_message TEXT NOT NULL, language TEXT NOT NULL,
      llm TEXT NOT NULL, llm_api_key_sealed TEXT, tts TEXT NOT NULL, stt TEXT NOT NULL, turn_handling TEXT NOT NULL,
      max_call_duration_seconds BIGINT, save_audio_recording SMALLINT NOT NULL, tools TEXT NOT NULL,
      variables TEXT NOT NULL, metadata TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
    """,
    "CREATE INDEX agents_by_workspace ON agents (workspace_id, id)",
  ]

  private static let carriers = [
    """
    CREATE TABLE sip_trunks (
      id TEXT NOT NULL PRIMARY KEY, workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
      name TEXT NOT NULL, kind TEXT NOT NULL, direction TEXT NOT NULL, sip_address TEXT, auth_username TEXT,
      auth_password_sealed TEXT, allowed_addresses TEXT NOT NULL, transport TEXT NOT NULL,
      media_encryption TEXT NOT NULL, number_format TEXT NOT NULL, max_concurrent_calls BIGINT,
      created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
    """,
    "CREATE INDEX sip_trunks_by_workspace ON sip_trunks (workspace_id, id)",
    """
    CREATE TABLE phone_numbers (
      id TEXT NOT NULL PRIMARY KEY, workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
      e164 TEXT NOT NULL UNIQUE, source TEXT NOT NULL, label TEXT, trunk_id TEXT REFERENCES sip_trunks (id),
      agent_id TEXT REFERENCES agents (id), capabilities TEXT NOT NULL, status TEXT NOT NULL, status_detail TEXT,
      created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
    """,
    "CREATE INDEX phone_numbers_by_workspace ON phone_numbers (workspace_id, id)",
    "CREATE INDEX phone_numbers_by_trunk ON phone_numbers (trunk_id)",
    "CREATE INDEX phone_numbers_by_agent ON phone_numbers (agent_id)",
  ]

  private static let conversations = [
    """
    CREATE TABLE conversations (
      id TEXT NOT NULL PRIMARY KEY, workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
      agent_id TEXT, status TEXT NOT NULL, direction TEXT NOT NULL, transport TEXT NOT NULL, room_name TEXT NOT NULL,
      from_number TEXT NOT NULL, to_number TEXT NOT NULL, phone_number_id TEXT, trunk_id TEXT, caller_identity TEXT,
      dynamic_variables TEXT NOT NULL, created_at BIGINT NOT NULL, started_at BIGINT, ended_at BIGINT,
      end_reason TEXT, end_detail TEXT, message_count BIGINT NOT NULL, recording_file TEXT, metadata TEXT NOT NULL,
      warnings TEXT NOT NULL, quality TEXT)
    """,
    "CREATE INDEX conversations_by_workspace ON conversations (workspace_id, id)",
    "CREATE INDEX conversations_by_agent ON conversations (workspace_id, agent_id, id)",
    "CREATE INDEX conversations_unfinished ON conversations (status) WHERE status IN ('pending', 'active')",
    """
    CREATE TABLE messages (
      id TEXT NOT NULL PRIMARY KEY, conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
      position BIGINT NOT NULL, role TEXT NOT NULL, content TEXT NOT NULL, tool_name TEXT, tool_args TEXT,
      tool_result TEXT, started_at BIGINT NOT NULL, ended_at BIGINT, interrupted SMALLINT NOT NULL, latency TEXT)
    """,
    "CREATE UNIQUE INDEX messages_in_order ON messages (conversation_id, position)",
    """
    CREATE TABLE events (
      conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE, position BIGINT NOT NULL,
      at BIGINT NOT NULL, type TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (conversation_id, position))
    """,
  ]

  private static let idempotency = [
    """
    CREATE TABLE idempotency (
      workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE, key TEXT NOT NULL,
      fingerprint TEXT NOT NULL, status BIGINT, body TEXT, created_at BIGINT NOT NULL,
      PRIMARY KEY (workspace_id, key))
    """,
    "CREATE INDEX idempotency_by_age ON idempotency (created_at)",
  ]

  private static let trunkSettings = [
    "ALTER TABLE sip_trunks ADD COLUMN outbound_proxy TEXT",
    "ALTER TABLE sip_trunks ADD COLUMN register SMALLINT NOT NULL DEFAULT 0",
    "ALTER TABLE sip_trunks ADD COLUMN tls_verification TEXT NOT NULL DEFAULT 'hostname'",
    "ALTER TABLE sip_trunks ADD COLUMN caller_id_header TEXT NOT NULL DEFAULT 'from'",
    "ALTER TABLE sip_trunks ADD COLUMN dtmf_mode TEXT NOT NULL DEFAULT 'auto'",
    "ALTER TABLE sip_trunks ADD COLUMN max_calls_per_second BIGINT",
    "ALTER TABLE sip_trunks ADD COLUMN priority BIGINT NOT NULL DEFAULT 100",
  ]

  private static let referrals = ["ALTER TABLE sip_trunks ADD COLUMN accept_refer SMALLINT NOT NULL DEFAULT 0"]

  private static let scopes = [
    "ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT 'read write call'",
    "ALTER TABLE api_keys ADD COLUMN last_used_at BIGINT",
    "CREATE INDEX api_keys_by_workspace ON api_keys (workspace_id, id)",
  ]

  private static let carrierLinks = [
    """
    CREATE TABLE carrier_links (
      id TEXT NOT NULL PRIMARY KEY, workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
      carrier TEXT NOT NULL, account TEXT NOT NULL, state TEXT NOT NULL, secret_sealed TEXT NOT NULL,
      updated_at BIGINT NOT NULL)
    """,
    "CREATE UNIQUE INDEX carrier_links_by_account ON carrier_links (workspace_id, carrier, account)",
  ]
}
