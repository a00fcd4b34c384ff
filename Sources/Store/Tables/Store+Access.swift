public import Exchange
public import Identifiers

extension Store: AccessStore {
  public func insert(_ workspace: Workspace) async throws {
    _ = try await backend.write {
      try $0.execute(
        "INSERT INTO workspaces (id, name) VALUES ($1, $2)", [.id(workspace.id), .text(workspace.name)])
    }
  }

  public func workspaces() async throws -> [Workspace] {
    try await backend.read { database in
      try database.rows("workspaces", "SELECT id, name FROM workspaces ORDER BY id", [])
        .map { Workspace(id: try $0.id("id"), name: try $0.text("name")) }
    }
  }

  public func insert(_ key: APIKey) async throws {
    _ = try await backend.write {
      try $0.execute(
        """
        INSERT INTO api_keys (id, workspace_id, name, hash, hint, created_at) VALUES ($1, $2, $3, $4, $5, $6)
        """,
        [
          .id(key.id), .id(key.workspace), .text(key.name), .text(key.hash), .text(key.hint), .time(key.createdAt),
        ])
    }
  }

  public func key(hash: String) async throws -> APIKey? {
    try await backend.read { database in
      try database.rows(
        "api_keys", "SELECT id, workspace_id, name, hash, hint, created_at FROM api_keys WHERE hash = $1",
        [.text(hash)]
      )
      .first
      .map {
        APIKey(
          id: try $0.id("id"), workspace: try $0.id("workspace_id"), name: try $0.text("name"),
          hash: try $0.text("hash"), hint: try $0.text("hint"), createdAt: try $0.time("created_at"))
      }
    }
  }
}
