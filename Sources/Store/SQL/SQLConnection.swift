/// A connection within one transaction. Texts number their arguments `$1`, `$2`, … in the order of their first use,
/// which SQLite and PostgreSQL both take.
protocol SQLConnection {
  /// Returns how many rows changed.
  ///
  /// - Throws: ``SQLConstraint`` when the row would break one.
  @discardableResult func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int
  /// - Parameter table: named in errors about what the rows hold.
  func rows(_ table: String, _ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow]
}

/// A rule of the schema that a write would have broken.
enum SQLConstraint: Error, Hashable {
  case unique
  case foreignKey
}

/// A database: transactions that read and transactions that write, one of these at a time.
protocol SQLBackend: Sendable {
  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer
  /// Committed and on the disk when it returns; undone as a whole when `body` throws. Cancelling the caller does not
  /// undo it.
  func write<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer
  func close() throws
}
