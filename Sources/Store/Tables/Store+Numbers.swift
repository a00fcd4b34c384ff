public import Carriers
public import Identifiers

extension Store: NumberStore {
  public func insert(_ number: PhoneNumber) async throws {
    let capabilities = try SQLValue.json(number.capabilities)
    try await backend.write { database in
      try Self.lock(number.workspace, in: database)
      let taken = try database.rows(
        "phone_numbers", "SELECT id FROM phone_numbers WHERE e164 = $1", [.text(number.number.description)])
      guard taken.isEmpty else { throw CarrierStoreError.numberTaken }
      let count = try database.rows(
        "phone_numbers", "SELECT COUNT(*) AS count FROM phone_numbers WHERE workspace_id = $1",
        [.id(number.workspace)])
      guard try count.first?.integer("count") ?? 0 < CarrierQuota.numbers else {
        throw CarrierStoreError.quotaReached(limit: CarrierQuota.numbers)
      }
      do {
        try database.execute(
          """
          INSERT INTO phone_numbers (
            id, workspace_id, e164, source, label, trunk_id, agent_id, capabilities, status, status_detail,
            created_at, updated_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
          """,
          [
            .id(number.id), .id(number.workspace), .text(number.number.description), .text(number.source.rawValue),
            .text(number.label), .id(number.trunk), .id(number.agent), capabilities, .text(number.status.rawValue),
            .text(number.statusDetail), .time(number.createdAt), .time(number.updatedAt),
          ])
      } catch SQLConstraint.unique {
        throw CarrierStoreError.numberTaken
      } catch SQLConstraint.foreignKey {
        throw CarrierStoreError.referenceMissing
      }
    }
  }

  public func update(_ number: PhoneNumber) async throws -> Bool {
    let capabilities = try SQLValue.json(number.capabilities)
    return try await backend.write { database in
      do {
        return try database.execute(
          """
          UPDATE phone_numbers SET
            label = $1, agent_id = $2, capabilities = $3, status = $4, status_detail = $5, updated_at = $6
          WHERE id = $7 AND workspace_id = $8
          """,
          [
            .text(number.label), .id(number.agent), capabilities, .text(number.status.rawValue),
            .text(number.statusDetail), .time(number.updatedAt), .id(number.id), .id(number.workspace),
          ]) > 0
      } catch SQLConstraint.foreignKey {
        throw CarrierStoreError.referenceMissing
      }
    }
  }

  public func number(_ id: ID<PhoneNumber>, in workspace: ID<Workspace>) async throws -> PhoneNumber? {
    try await backend.read { database in
      try database.rows(
        "phone_numbers", "SELECT * FROM phone_numbers WHERE id = $1 AND workspace_id = $2", [.id(id), .id(workspace)]
      )
      .first.map(Self.number)
    }
  }

  public func numbers(
    in workspace: ID<Workspace>, filter: NumberFilter, page: PageRequest
  ) async throws -> Page<PhoneNumber> {
    try await backend.read { database in
      let numbers = try database.rows(
        "phone_numbers",
        """
        SELECT * FROM phone_numbers
        WHERE workspace_id = $1 AND id < $2 AND source = COALESCE($3, source)
          AND COALESCE(agent_id, '') = COALESCE($4, agent_id, '')
          AND COALESCE(trunk_id, '') = COALESCE($5, trunk_id, '')
        ORDER BY id DESC LIMIT $6
        """,
        [
          .id(workspace), page.ceiling, .text(filter.source?.rawValue), .id(filter.agent), .id(filter.trunk),
          page.fetched,
        ]
      )
      .map(Self.number)
      return Page(numbers, limit: page.limit) { $0.id.ulid }
    }
  }

  public func deleteNumber(_ id: ID<PhoneNumber>, in workspace: ID<Workspace>) async throws -> Bool {
    try await backend.write {
      try $0.execute("DELETE FROM phone_numbers WHERE id = $1 AND workspace_id = $2", [.id(id), .id(workspace)]) > 0
    }
  }

  static func number(_ row: SQLRow) throws -> PhoneNumber {
    guard let e164 = E164(try row.text("e164")) else { throw row.unreadable("e164") }
    return PhoneNumber(
      id: try row.id("id"), workspace: try row.id("workspace_id"), number: e164, source: try row.choice("source"),
      label: try row.optionalText("label"), trunk: try row.optionalID("trunk_id"),
      agent: try row.optionalULID("agent_id"), capabilities: try row.json("capabilities"),
      status: try row.choice("status"), statusDetail: try row.optionalText("status_detail"),
      createdAt: try row.time("created_at"), updatedAt: try row.time("updated_at"))
  }
}
