import Agents
import Carriers
import Identifiers

/// A column that holds sealed secrets; its name ends in `_sealed`. A rotation seals all of them anew, so every such column
/// of the schema stands here, which a test holds.
struct SealedColumn: Sendable {
  let table: String
  let column: String
  /// Of the ids in `id`.
  let idPrefix: String

  static let all = [
    SealedColumn(table: "agents", column: "llm_api_key_sealed", idPrefix: Agent.idPrefix),
    SealedColumn(table: "agents", column: "webhook_secret_sealed", idPrefix: Agent.idPrefix),
    SealedColumn(table: "agents", column: "tool_secrets_sealed", idPrefix: Agent.idPrefix),
    SealedColumn(table: "carrier_links", column: "secret_sealed", idPrefix: "link"),
    SealedColumn(table: "sip_trunks", column: "auth_password_sealed", idPrefix: Trunk.idPrefix),
  ]

  /// What the secret of a row is sealed for, as where it is written and read.
  func place(_ id: ULID) -> String { "\(table).\(column.dropLast("_sealed".count)):\(idPrefix)_\(id)" }
}
