import GRDB

/// A connection to SQLite.
struct SQLiteConnection: SQLConnection {
  let database: Database

  @discardableResult func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
    do {
      try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments.map(\.databaseValue)))
    } catch let error as DatabaseError {
      switch error.extendedResultCode {
      case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY: throw SQLConstraint.unique
      case .SQLITE_CONSTRAINT_FOREIGNKEY: throw SQLConstraint.foreignKey
      default: throw StoreError(error)
      }
    }
    return database.changesCount
  }

  func rows(_ table: String, _ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
    do {
      let statement = try database.cachedStatement(sql: sql)
      let rows = try Row.fetchAll(statement, arguments: StatementArguments(arguments.map(\.databaseValue)))
      return rows.map { row in
        SQLRow(
          table: table,
          values: Dictionary(
            row.map { ($0, SQLValue($1)) }, uniquingKeysWith: { first, _ in first }))
      }
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }

  func define(_ sql: String) throws {
    do { try database.execute(sql: sql) } catch let error as DatabaseError { throw StoreError(error) }
  }

  func hasTable(_ name: String) throws -> Bool { try database.tableExists(name) }

  func engine() throws -> String {
    "SQLite " + (try rows("sqlite", "SELECT sqlite_version() AS version", []).first?.text("version") ?? "")
  }
}

extension SQLValue {
  fileprivate var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let number): number.databaseValue
    case .real(let number): number.databaseValue
    case .text(let text): text.databaseValue
    }
  }

  fileprivate init(_ value: DatabaseValue) {
    switch value.storage {
    case .null, .blob: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .real(number)
    case .string(let text): self = .text(text)
    }
  }
}

extension StoreError {
  /// Without the statement and its arguments, which may hold what must not be logged.
  init(_ error: DatabaseError) {
    self = .failed(reason: "SQLite \(error.resultCode.rawValue), \(error.message ?? "no message")")
  }
}
