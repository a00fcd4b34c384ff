public import Carriers
public import Identifiers

extension Store: TrunkStore {
  public func insert(_ trunk: Trunk) async throws {
    let values = try insertion(of: trunk)
    try await backend.write { try Self.insert(trunk, values, in: $0) }
  }

  func insertion(of trunk: Trunk) throws -> [SQLValue] {
    [.id(trunk.id), .id(trunk.workspace)] + (try values(of: trunk)) + [.time(trunk.createdAt)]
  }

  static func insert(_ trunk: Trunk, _ values: [SQLValue], in database: any SQLConnection) throws {
    try lock(trunk.workspace, in: database)
    let count = try database.rows(
      "sip_trunks", "SELECT COUNT(*) AS count FROM sip_trunks WHERE workspace_id = $1", [.id(trunk.workspace)])
    guard try count.first?.integer("count") ?? 0 < CarrierQuota.trunks else {
      throw CarrierStoreError.quotaReached(limit: CarrierQuota.trunks)
    }
    try database.execute(
      """
      INSERT INTO sip_trunks (
        id, workspace_id, name, kind, direction, allowed_addresses, sip_address, outbound_proxy, auth_username,
        auth_password_sealed, register, transport, tls_verification, media_encryption, number_format,
        caller_id_header, dtmf_mode, max_concurrent_calls, max_calls_per_second, priority, accept_refer, updated_at,
        created_at)
      VALUES (
        $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
      """,
      values)
  }

  public func update(_ trunk: Trunk) async throws -> Bool {
    let values = try values(of: trunk)
    let capabilities = try SQLValue.json(PhoneNumber.capabilities(on: trunk.direction))
    return try await backend.write { database in
      let changed = try database.execute(
        """
        UPDATE sip_trunks SET
          name = $1, kind = $2, direction = $3, allowed_addresses = $4, sip_address = $5, outbound_proxy = $6,
          auth_username = $7, auth_password_sealed = $8, register = $9, transport = $10, tls_verification = $11,
          media_encryption = $12, number_format = $13, caller_id_header = $14, dtmf_mode = $15,
          max_concurrent_calls = $16, max_calls_per_second = $17, priority = $18, accept_refer = $19, updated_at = $20
        WHERE id = $21 AND workspace_id = $22
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
    let settings = trunk.settings
    let password = try settings.authPassword.map { try box.seal($0, for: Self.place(trunk.id)) }
    return [
      .text(trunk.name), .text(trunk.kind.rawValue), .text(trunk.direction.rawValue),
      try .json(trunk.allowedAddresses), .text(settings.sipAddress), .text(settings.outboundProxy),
      .text(settings.authUsername), .text(password), .bool(settings.register), .text(settings.transport.rawValue),
      .text(settings.tlsVerification.rawValue), .text(settings.mediaEncryption.rawValue),
      .text(settings.numberFormat.rawValue), .text(settings.callerIDHeader.rawValue),
      .text(settings.dtmfMode.rawValue), .integer(settings.maxConcurrentCalls),
      .integer(settings.maxCallsPerSecond), .integer(settings.priority), .bool(settings.acceptsReferrals),
      .time(trunk.updatedAt),
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
      direction: try row.choice("direction"), allowedAddresses: try row.json("allowed_addresses"),
      settings: TrunkSettings(
        sipAddress: try row.optionalText("sip_address"), outboundProxy: try row.optionalText("outbound_proxy"),
        authUsername: try row.optionalText("auth_username"), authPassword: password,
        register: try row.bool("register"), transport: try row.choice("transport"),
        tlsVerification: try row.choice("tls_verification"), mediaEncryption: try row.choice("media_encryption"),
        numberFormat: try row.choice("number_format"), callerIDHeader: try row.choice("caller_id_header"),
        dtmfMode: try row.choice("dtmf_mode"), acceptsReferrals: try row.bool("accept_refer"),
        maxConcurrentCalls: try row.optionalInteger("max_concurrent_calls"),
        maxCallsPerSecond: try row.optionalInteger("max_calls_per_second"), priority: try row.integer("priority")),
      createdAt: try row.time("created_at"), updatedAt: try row.time("updated_at"))
  }

  private static func place(_ id: ID<Trunk>) -> String { "sip_trunks.auth_password:\(id)" }
}
