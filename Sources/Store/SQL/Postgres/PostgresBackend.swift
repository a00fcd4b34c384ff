/// A PostgreSQL database: one connection that writes, a few that read, each on a thread of its own.
struct PostgresBackend: SQLBackend {
  let location: PostgresLocation
  private let writer: PostgresLine
  private let readers: PostgresReaders

  /// Transactions that read at once; those beyond wait.
  private static let readerCount = 4
  /// Any number that nobody else locks in this database: "trunklin" in ASCII.
  private static let migrationLock: Int64 = 0x7472_756E_6B6C_696E

  /// - Throws: ``StoreError`` at once when the server cannot be reached, refuses us, or is none that we can use.
  init(_ location: PostgresLocation) async throws {
    self.location = location
    // Readers are short of patience, because the readiness check is one of them.
    writer = PostgresLine(location, patience: .seconds(10))
    readers = PostgresReaders(location, count: Self.readerCount, patience: .seconds(2))
    try await writer.connect()
  }

  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer {
    try await readers.read(body)
  }

  func write<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer {
    // A task of its own, because a cancelled caller must not leave a call's end unwritten.
    try await Task { try await writer.write(body) }.value
  }

  func migrate(_ migration: Migration) async throws -> [String] {
    let place = "\(location)"
    // Most starts change nothing, and then wait for nobody.
    if try await read({ try migration.pending(in: $0, of: place) }).isEmpty { return [] }
    return try await write { database in
      // Nodes that start together wait here; the first one changes the schema, the others find it changed.
      try database.execute("SET LOCAL statement_timeout = 0", [])
      try database.execute("SET LOCAL lock_timeout = '10min'", [])
      _ = try database.rows(
        "pg_locks", "SELECT pg_advisory_xact_lock($1)::text AS locked", [.integer(Self.migrationLock)])
      return try migration.run(in: database, of: place)
    }
  }

  func close() {
    writer.close()
    readers.close()
  }
}
