public import Foundation
public import HTTPAPI
public import Identifiers

extension Store: IdempotencyStore {
  public func claim(
    _ key: String, in workspace: ID<Workspace>, fingerprint: String, at now: Date
  ) async throws -> IdempotencyClaim {
    try await backend.write { database in
      let oldest = now.addingTimeInterval(-IdempotencyClaim.lifetimeSeconds)
      try database.execute("DELETE FROM idempotency WHERE created_at < $1", [.time(oldest)])
      let claimed = try database.execute(
        """
        INSERT INTO idempotency (workspace_id, key, fingerprint, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (workspace_id, key) DO UPDATE SET
          fingerprint = excluded.fingerprint, created_at = excluded.created_at
        WHERE idempotency.status IS NULL AND idempotency.created_at <= $5
        """,
        [
          .id(workspace), .text(key), .text(fingerprint), .time(now),
          .time(now.addingTimeInterval(-IdempotencyClaim.longestRequestSeconds)),
        ])
      if claimed > 0 { return .granted }
      let rows = try database.rows(
        "idempotency", "SELECT fingerprint, status, body FROM idempotency WHERE workspace_id = $1 AND key = $2",
        [.id(workspace), .text(key)])
      guard let row = rows.first, try row.text("fingerprint") == fingerprint else { return .usedForOther }
      guard let status = try row.optionalInteger("status") else { return .stillRunning }
      return .answered(status: status, body: try row.text("body"))
    }
  }

  public func finish(
    _ key: String, in workspace: ID<Workspace>, claimedAt: Date, status: Int, body: String
  ) async throws {
    _ = try await backend.write {
      try $0.execute(
        """
        UPDATE idempotency SET status = $1, body = $2
        WHERE workspace_id = $3 AND key = $4 AND created_at = $5 AND status IS NULL
        """,
        [.integer(status), .text(body), .id(workspace), .text(key), .time(claimedAt)])
    }
  }

  public func release(_ key: String, in workspace: ID<Workspace>, claimedAt: Date) async throws {
    _ = try await backend.write {
      try $0.execute(
        "DELETE FROM idempotency WHERE workspace_id = $1 AND key = $2 AND created_at = $3 AND status IS NULL",
        [.id(workspace), .text(key), .time(claimedAt)])
    }
  }
}
