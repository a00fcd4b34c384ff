public import Carriers
public import Identifiers

extension Store: CarrierLinkStore {
  public func links(to carrier: PhoneNumber.Source) async throws -> [CarrierLink] {
    try await backend.read { [box] database in
      try database.rows(
        "carrier_links", "SELECT * FROM carrier_links WHERE carrier = $1 ORDER BY id", [.text(carrier.rawValue)]
      )
      .map { try Self.link($0, box: box) }
    }
  }

  public func link(
    to carrier: PhoneNumber.Source, account: String, in workspace: ID<Workspace>
  ) async throws -> CarrierLink? {
    try await backend.read { [box] database in
      try database.rows(
        "carrier_links", "SELECT * FROM carrier_links WHERE carrier = $1 AND account = $2 AND workspace_id = $3",
        [.text(carrier.rawValue), .text(account), .id(workspace)]
      )
      .first.map { try Self.link($0, box: box) }
    }
  }

  public func save(_ link: CarrierLink) async throws {
    let values = try values(of: link)
    try await backend.write { try Self.save(values, in: $0) }
  }

  public func deleteLink(_ id: ULID) async throws {
    _ = try await backend.write { try $0.execute("DELETE FROM carrier_links WHERE id = $1", [.id(id)]) }
  }

  public func settle(_ link: CarrierLink, number: PhoneNumber, newTrunk: Trunk?) async throws {
    let values = try values(of: link)
    let capabilities = try SQLValue.json(number.capabilities)
    let trunkValues = try newTrunk.map { try insertion(of: $0) }
    try await backend.write { database in
      if let newTrunk, let trunkValues { try Self.insert(newTrunk, trunkValues, in: database) }
      do {
        let changed = try database.execute(
          """
          UPDATE phone_numbers SET trunk_id = $1, capabilities = $2, status = $3, status_detail = $4, updated_at = $5
          WHERE id = $6 AND workspace_id = $7
          """,
          [
            .id(number.trunk), capabilities, .text(number.status.rawValue), .text(number.statusDetail),
            .time(number.updatedAt), .id(number.id), .id(number.workspace),
          ])
        guard changed > 0 else { throw CarrierStoreError.referenceMissing }
      } catch SQLConstraint.foreignKey {
        throw CarrierStoreError.referenceMissing
      }
      try Self.save(values, in: database)
    }
  }

  public func withdraw(_ link: CarrierLink, number: ID<PhoneNumber>) async throws {
    let values = try values(of: link)
    try await backend.write { database in
      try database.execute(
        "DELETE FROM phone_numbers WHERE id = $1 AND workspace_id = $2", [.id(number), .id(link.workspace)])
      try Self.save(values, in: database)
    }
  }

  public func forgetProvisioningNumbers() async throws -> Int {
    try await backend.write {
      try $0.execute(
        "DELETE FROM phone_numbers WHERE status = $1", [.text(PhoneNumber.Status.provisioning.rawValue)])
    }
  }

  private func values(of link: CarrierLink) throws -> [SQLValue] {
    [
      .id(link.id), .id(link.workspace), .text(link.carrier.rawValue), .text(link.account), .text(link.state),
      .text(try box.seal(link.secret, for: Self.place(link.id))), .time(link.updatedAt),
    ]
  }

  private static func save(_ values: [SQLValue], in database: any SQLConnection) throws {
    try database.execute(
      """
      INSERT INTO carrier_links (id, workspace_id, carrier, account, state, secret_sealed, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (id) DO UPDATE SET
        state = excluded.state, secret_sealed = excluded.secret_sealed, updated_at = excluded.updated_at
      """, values)
  }

  private static func link(_ row: SQLRow, box: SecretBox) throws -> CarrierLink {
    guard let id = try row.optionalULID("id") else { throw row.unreadable("id") }
    guard let secret = box.open(try row.text("secret_sealed"), for: place(id)) else {
      throw row.unreadable("secret_sealed")
    }
    return CarrierLink(
      id: id, workspace: try row.id("workspace_id"), carrier: try row.choice("carrier"),
      account: try row.text("account"), state: try row.text("state"), secret: secret,
      updatedAt: try row.time("updated_at"))
  }

  private static func place(_ id: ULID) -> String { "carrier_links.secret:link_\(id)" }
}
