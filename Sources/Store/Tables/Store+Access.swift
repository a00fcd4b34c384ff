public import Exchange
public import Foundation
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
        INSERT INTO api_keys (id, workspace_id, name, hash, hint, scopes, created_at, last_used_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        [
          .id(key.id), .id(key.workspace), .text(key.name), .text(key.hash), .text(key.hint),
          .text(key.scopes.inOrder.map(\.rawValue).joined(separator: " ")), .time(key.createdAt),
          .time(key.lastUsedAt),
        ])
    }
  }

  public func key(hash: String) async throws -> APIKey? {
    try await backend.read { database in
      try database.rows("api_keys", "SELECT * FROM api_keys WHERE hash = $1", [.text(hash)]).first.map(Self.key)
    }
  }

  private static func key(_ row: SQLRow) throws -> APIKey {
    // A word that this version does not know gives no right.
    let scopes = try row.text("scopes").split(separator: " ").compactMap { AccessScope(rawValue: String($0)) }
    return APIKey(
      id: try row.id("id"), workspace: try row.id("workspace_id"), name: try row.text("name"),
      hash: try row.text("hash"), hint: try row.text("hint"), scopes: Set(scopes),
      createdAt: try row.time("created_at"), lastUsedAt: try row.optionalTime("last_used_at"))
  }
}

extension Store: KeyStore {
  public func keys(in workspace: ID<Workspace>, page: PageRequest) async throws -> Page<APIKey> {
    try await backend.read { database in
      let keys = try database.rows(
        "api_keys", "SELECT * FROM api_keys WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        [.id(workspace), page.ceiling, page.fetched]
      )
      .map(Self.key)
      return Page(keys, limit: page.limit) { $0.id.ulid }
    }
  }

  public func deleteKey(_ id: ID<APIKey>, in workspace: ID<Workspace>) async throws -> Bool {
    try await backend.write {
      try $0.execute("DELETE FROM api_keys WHERE id = $1 AND workspace_id = $2", [.id(id), .id(workspace)]) > 0
    }
  }

  public func noteUse(of id: ID<APIKey>, at time: Date) async throws {
    _ = try await backend.write {
      try $0.execute(
        "UPDATE api_keys SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at < $1)",
        [.time(time), .id(id)])
    }
  }
}
