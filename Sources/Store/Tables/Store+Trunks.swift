public import Carriers
public import Identifiers

extension Store: TrunkStore {
  public func insert(_ trunk: Trunk) async throws {
    let values = try values(of: trunk)
    try await backend.write { database in
      try Self.lock(trunk.workspace, in: database)
      let count = try database.rows(
        "sip_trunks", "SELECT COUNT(*) AS count FROM sip_trunks WHERE workspace_id = $1", [.id(trunk.workspace)])
      guard try count.first?.integer("count") ?? 0 < CarrierQuota.trunks else {
        throw CarrierStoreError.quotaReached(limit: CarrierQuota.trunks)
      }
      try database.execute(
        """
        INSERT INTO sip_trunks (
          id, workspace_id, name, kind, direction, sip_address, auth_username, auth_password_sealed,
          allowed_addresses, transport, media_encryption, number_format, max_concurrent_calls, updated_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """,
        [.id(trunk.id), .id(trunk.workspace)] + values + [.time(trunk.createdAt)])
    }
  }

  public func update(_ trunk: Trunk) async throws -> Bool {
    let values = try values(of: trunk)
    let capabilities = try SQLValue.json(PhoneNumber.capabilities(on: trunk.direction))
    return try await backend.write { database in
      let changed = try database.execute(
        """
        UPDATE sip_trunks SET
          name = $1, kind = $2, direction = $3, sip_address = $4, auth_username = $5, auth_password_sealed = $6,
          allowed_addresses = $7, transport = $8, media_encryption = $9, number_format = $10,
          max_concurrent_calls = $11, updated_at = $12
        WHERE id = $13 AND workspace_id = $14
        """,
        values + [.id(trunk.id), .id(trunk.workspace)])
      guard changed > 0 else { return false }
      try database.execute(
        "UPDATE phone_numbers SET capabilities = $1 WHERE trunk_id = $2", [capabilities, .id(trunk.id)])
      return true
    }
  }

  public func trunk(_ id: ID<Trunk>, in workspace: ID<Workspace>) async throws -> Trunk? {
    try await backend.read { [box] database in
      try database.rows(
        "sip_trunks", "SELECT * FROM sip_trunks WHERE id = $1 AND workspace_id = $2", [.id(id), .id(workspace)]
      )
      .first.map { try Self.trunk($0, box: box) }
    }
  }

  public func trunks(in workspace: ID<Workspace>, page: PageRequest) async throws -> Page<Trunk> {
    try await backend.read { [box] database in
      let trunks = try database.rows(
        "sip_trunks", "SELECT * FROM sip_trunks WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        [.id(workspace), page.ceiling, page.fetched]
      )
      .map { try Self.trunk($0, box: box) }
      return Page(trunks, limit: page.limit) { $0.id.ulid }
    }
  }

  public func deleteTrunk(_ id: ID<Trunk>, in workspace: ID<Workspace>, force: Bool) async throws -> Bool {
    try await backend.write { database in
      let found = try database.rows(
        "sip_trunks", "SELECT id FROM sip_trunks WHERE id = $1 AND workspace_id = $2", [.id(id), .id(workspace)])
      guard !found.isEmpty else { return false }
      let numbers = try database.rows(
        "phone_numbers", "SELECT COUNT(*) AS count FROM phone_numbers WHERE trunk_id = $1", [.id(id)])
      if try numbers.first?.integer("count") ?? 0 > 0 {
        guard force else { throw CarrierStoreError.inUse }
        try database.execute(
          "UPDATE phone_numbers SET trunk_id = NULL, status = $1, status_detail = $2 WHERE trunk_id = $3",
          [.text(PhoneNumber.Status.failed.rawValue), .text(PhoneNumber.trunkDeletedDetail), .id(id)])
      }
      return try database.execute("DELETE FROM sip_trunks WHERE id = $1", [.id(id)]) > 0
    }
  }

  /// Makes later writers that count in this workspace wait until this transaction ends, also where a database lets
  /// several write at once.
  static func lock(_ workspace: ID<Workspace>, in database: any SQLConnection) throws {
    try database.execute("UPDATE workspaces SET name = name WHERE id = $1", [.id(workspace)])
  }

  /// Name to `updated_at`, in the order of both texts above.
  private func values(of trunk: Trunk) throws -> [SQLValue] {
    [
      .text(trunk.name), .text(trunk.kind.rawValue), .text(trunk.direction.rawValue), .text(trunk.sipAddress),
      .text(trunk.authUsername), .text(try trunk.authPassword.map { try box.seal($0, for: Self.place(trunk.id)) }),
      try .json(trunk.allowedAddresses), .text(trunk.transport.rawValue), .text(trunk.mediaEncryption.rawValue),
      .text(trunk.numberFormat.rawValue), .integer(trunk.maxConcurrentCalls), .time(trunk.updatedAt),
    ]
  }

  static func trunk(_ row: SQLRow, box: SecretBox) throws -> Trunk {
    let id: ID<Trunk> = try row.id("id")
    var password: String?
    if let sealed = try row.optionalText("auth_password_sealed") {
      guard let secret = box.open(sealed, for: place(id)) else { throw row.unreadable("auth_password_sealed") }
      password = secret
    }
    return Trunk(
      id: id, workspace: try row.id("workspace_id"), name: try row.text("name"), kind: try row.choice("kind"),
      direction: try row.choice("direction"), sipAddress: try row.optionalText("sip_address"),
      authUsername: try row.optionalText("auth_username"), authPassword: password,
      allowedAddresses: try row.json("allowed_addresses"), transport: try row.choice("transport"),
      mediaEncryption: try row.choice("media_encryption"), numberFormat: try row.choice("number_format"),
      maxConcurrentCalls: try row.optionalInteger("max_concurrent_calls"), createdAt: try row.time("created_at"),
      updatedAt: try row.time("updated_at"))
  }

  private static func place(_ id: ID<Trunk>) -> String { "sip_trunks.auth_password:\(id)" }
}
