/// A connection within one transaction. Texts number their arguments `$1`, `$2`, … in the order of their first use,
/// which SQLite and PostgreSQL both take.
protocol SQLConnection {
  /// Returns how many rows changed.
  ///
  /// - Throws: ``SQLConstraint`` when the row would break one. PostgreSQL then takes nothing more in this transaction:
  ///   let it fail.
  @discardableResult func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int
  /// - Parameter table: named in errors about what the rows hold.
  func rows(_ table: String, _ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow]
  /// Changes the schema. Each statement begins with its verb, and names types that both databases know.
  func define(_ sql: String) throws
  func hasTable(_ name: String) throws -> Bool
  /// The program and its version, like `SQLite 3.40.1`.
  func engine() throws -> String
}

/// A rule of the schema that a write would have broken.
enum SQLConstraint: Error, Hashable {
  case unique
  case foreignKey
}

/// A database: transactions that read and transactions that write, one of these at a time for each server.
protocol SQLBackend: Sendable {
  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer
  /// Committed and on the disk when it returns; undone as a whole when `body` throws. Cancelling the caller does not
  /// undo it. `body` may run again when a connection is lost, so it does nothing but ask the database.
  func write<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer
  /// Runs the steps that are missing, also when several programs do so at once.
  ///
  /// - Returns: the names of those that this call ran.
  func migrate(_ migration: Migration) async throws -> [String]
  func close() throws
}
