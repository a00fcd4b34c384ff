public import Carriers
public import Identifiers

extension Store: OutboundDirectory {
  public func numbers(of workspace: ID<Workspace>) async throws -> [PhoneNumber] {
    try await backend.read { database in
      try database.rows(
        "phone_numbers", "SELECT * FROM phone_numbers WHERE workspace_id = $1 ORDER BY id", [.id(workspace)]
      ).map(Self.number)
    }
  }

  public func trunks(of workspace: ID<Workspace>) async throws -> [Trunk] {
    try await backend.read { [box] database in
      try database.rows(
        "sip_trunks", "SELECT * FROM sip_trunks WHERE workspace_id = $1 ORDER BY id", [.id(workspace)]
      ).map { try Self.trunk($0, box: box) }
    }
  }
}
