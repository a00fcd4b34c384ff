public import Agents
public import Identifiers

extension Store: AgentStore {
  public func insert(_ agent: Agent) async throws {
    let values = try values(of: agent)
    _ = try await backend.write {
      try $0.execute(
        """
        INSERT INTO agents (
          id, workspace_id, name, prompt, first_message, language, llm, llm_api_key_sealed, tts, stt, turn_handling,
          max_call_duration_seconds, save_audio_recording, tools, variables, metadata, webhook_url,
          webhook_secret_sealed, tool_secrets_sealed, updated_at, created_at)
        VALUES (
          $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
        """,
        [.id(agent.id), .id(agent.workspace)] + values + [.time(agent.createdAt)])
    }
  }

  public func update(_ agent: Agent) async throws -> Bool {
    let values = try values(of: agent)
    return try await backend.write {
      try $0.execute(
        """
        UPDATE agents SET
          name = $1, prompt = $2, first_message = $3, language = $4, llm = $5, llm_api_key_sealed = $6, tts = $7,
          stt = $8, turn_handling = $9, max_call_duration_seconds = $10, save_audio_recording = $11, tools = $12,
          variables = $13, metadata = $14, webhook_url = $15, webhook_secret_sealed = $16,
          tool_secrets_sealed = $17, updated_at = $18
        WHERE id = $19 AND workspace_id = $20
        """,
        values + [.id(agent.id), .id(agent.workspace)]) > 0
    }
  }

  public func agent(_ id: ID<Agent>, in workspace: ID<Workspace>) async throws -> Agent? {
    try await backend.read { [box] database in
      try database.rows(
        "agents", "SELECT * FROM agents WHERE id = $1 AND workspace_id = $2", [.id(id), .id(workspace)]
      )
      .first.map { try Self.agent($0, box: box) }
    }
  }

  public func agents(in workspace: ID<Workspace>, page: PageRequest) async throws -> Page<Agent> {
    try await backend.read { [box] database in
      let agents = try database.rows(
        "agents", "SELECT * FROM agents WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        [.id(workspace), page.ceiling, page.fetched]
      )
      .map { try Self.agent($0, box: box) }
      return Page(agents, limit: page.limit) { $0.id.ulid }
    }
  }

  public func deleteAgent(_ id: ID<Agent>, in workspace: ID<Workspace>) async throws -> Bool {
    try await backend.write { database in
      try database.execute(
        "UPDATE phone_numbers SET agent_id = NULL WHERE agent_id = $1 AND workspace_id = $2", [.id(id), .id(workspace)])
      return try database.execute(
        "DELETE FROM agents WHERE id = $1 AND workspace_id = $2", [.id(id), .id(workspace)]) > 0
    }
  }

  /// Name to `updated_at`, in the order of both texts above.
  private func values(of agent: Agent) throws -> [SQLValue] {
    var model = agent.languageModel
    let apiKey = try model.apiKey.map { try box.seal($0, for: Self.apiKeyPlace(agent.id)) }
    model.apiKey = nil
    let webhookSecret = try agent.webhookSecret.map { try box.seal($0, for: Self.webhookSecretPlace(agent.id)) }
    let tools = try ToolSecrets.parted(agent.tools)
    let toolSecrets = try tools.secrets.map { try box.seal($0, for: Self.toolSecretsPlace(agent.id)) }
    return [
      .text(agent.name), .text(agent.prompt), .text(agent.firstMessage), .text(agent.language), try .json(model),
      .text(apiKey), try .json(agent.speech), try .json(agent.transcription), try .json(agent.turnHandling),
      .integer(agent.maxCallDurationSeconds), .bool(agent.savesRecording), try .json(tools.bare),
      try .json(agent.variables), try .json(agent.metadata), .text(agent.webhookURL), .text(webhookSecret),
      .text(toolSecrets), .time(agent.updatedAt),
    ]
  }

  private static func agent(_ row: SQLRow, box: SecretBox) throws -> Agent {
    let id: ID<Agent> = try row.id("id")
    var model: LanguageModelSettings = try row.json("llm")
    if let sealed = try row.optionalText("llm_api_key_sealed") {
      guard let secret = box.open(sealed, for: apiKeyPlace(id)) else { throw row.unreadable("llm_api_key_sealed") }
      model.apiKey = secret
    }
    var webhookSecret: String?
    if let sealed = try row.optionalText("webhook_secret_sealed") {
      guard let secret = box.open(sealed, for: webhookSecretPlace(id)) else {
        throw row.unreadable("webhook_secret_sealed")
      }
      webhookSecret = secret
    }
    var tools: [AgentTool] = try row.json("tools")
    if let sealed = try row.optionalText("tool_secrets_sealed") {
      guard let secrets = box.open(sealed, for: toolSecretsPlace(id)),
        let joined = ToolSecrets.joined(tools, with: secrets)
      else { throw row.unreadable("tool_secrets_sealed") }
      tools = joined
    }
    return Agent(
      id: id, workspace: try row.id("workspace_id"), name: try row.text("name"), prompt: try row.text("prompt"),
      firstMessage: try row.text("first_message"), language: try row.text("language"), languageModel: model,
      speech: try row.json("tts"), transcription: try row.json("stt"), turnHandling: try row.json("turn_handling"),
      maxCallDurationSeconds: try row.optionalInteger("max_call_duration_seconds"),
      savesRecording: try row.bool("save_audio_recording"),
      webhookURL: try row.optionalText("webhook_url"), webhookSecret: webhookSecret, tools: tools,
      variables: try row.json("variables"), metadata: try row.json("metadata"), createdAt: try row.time("created_at"),
      updatedAt: try row.time("updated_at"))
  }

  private static func toolSecretsPlace(_ id: ID<Agent>) -> String { "agents.tool_secrets:\(id)" }

  static func webhookSecretPlace(_ id: ID<Agent>) -> String { "agents.webhook_secret:\(id)" }

  private static func apiKeyPlace(_ id: ID<Agent>) -> String { "agents.llm_api_key:\(id)" }
}
