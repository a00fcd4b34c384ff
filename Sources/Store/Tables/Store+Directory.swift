public import Carriers
public import Identifiers

extension Store: TrunkDirectory {
  public func everyTrunk() async throws -> [Trunk] {
    try await backend.read { [box] database in
      try database.rows("sip_trunks", "SELECT * FROM sip_trunks ORDER BY id", []).map { try Self.trunk($0, box: box) }
    }
  }
}

extension Store: NumberDirectory {
  public func number(dialled: E164) async throws -> PhoneNumber? {
    try await backend.read { database in
      try database.rows(
        "phone_numbers", "SELECT * FROM phone_numbers WHERE e164 = $1", [.text(dialled.description)]
      )
      .first.map(Self.number)
    }
  }

  public func trunk(_ id: ID<Trunk>) async throws -> Trunk? {
    try await backend.read { [box] database in
      try database.rows("sip_trunks", "SELECT * FROM sip_trunks WHERE id = $1", [.id(id)])
        .first.map { try Self.trunk($0, box: box) }
    }
  }

  public func inboundTrunks() async throws -> [Trunk] {
    try await backend.read { [box] database in
      try database.rows("sip_trunks", "SELECT * FROM sip_trunks WHERE direction <> 'outbound' ORDER BY id", [])
        .map { try Self.trunk($0, box: box) }
    }
  }
}
