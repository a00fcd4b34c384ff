extension PostgresSession {
  /// What became of a transaction whose commit was not answered.
  enum Outcome: String {
    case committed
    case aborted
    /// The server has not noticed yet that its client is gone.
    case running = "in progress"
  }

  /// Begins a transaction that writes.
  ///
  /// - Returns: its number, by which ``outcome(of:)`` finds it after the connection was lost.
  func beginWriting() throws -> String {
    let rows = try command("BEGIN; SELECT pg_current_xact_id()::text AS number").rows("transaction")
    return try rows.first?.text("number") ?? ""
  }

  /// Begins a transaction that sees the database as it is now, to its end.
  func beginReading() throws { try command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") }

  /// - Throws: when the server undid the transaction instead, as it does after an error in it.
  func commit() throws {
    guard try command("COMMIT").command == "COMMIT" else {
      throw StoreError.failed(reason: "PostgreSQL undid a transaction in which a statement had failed")
    }
  }

  /// Undoes what was begun.
  func rollBack() throws { try command("ROLLBACK") }

  /// - Parameter transaction: as ``beginWriting()`` returned it.
  /// - Returns: nil when the server does not know any more.
  func outcome(of transaction: String) throws -> Outcome? {
    try rows("transaction", "SELECT pg_xact_status($1::xid8) AS status", [.text(transaction)])
      .first?.optionalChoice("status")
  }
}
