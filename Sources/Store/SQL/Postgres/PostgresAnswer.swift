import CPostgres

/// What the server answered to one statement; frees libpq's memory when it goes.
final class PostgresAnswer {
  private let result: OpaquePointer

  /// - Parameter result: nil when the connection broke or there was no memory.
  init?(_ result: OpaquePointer?) {
    guard let result else { return nil }
    self.result = result
  }

  deinit { PQclear(result) }

  var isGood: Bool {
    let status = PQresultStatus(result)
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK
  }

  /// SQLSTATE of an error; empty when the error is libpq's own.
  var state: String { postgres_shim_state(result).map { String(cString: $0) } ?? "" }

  /// The error in one line, without the values of the statement: PostgreSQL quotes them in data errors (class 22).
  var reason: String {
    let message = postgres_shim_message(result).map { String(cString: $0) } ?? "no answer"
    return state.hasPrefix("22") ? "PostgreSQL \(state)" : "PostgreSQL \(state), \(message)"
  }

  /// Like `COMMIT`.
  var command: String { String(cString: PQcmdStatus(result)) }

  /// How many rows a command changed.
  var changes: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

  func rows(_ table: String) -> [SQLRow] {
    let columns = (0..<PQnfields(result)).map { (String(cString: PQfname(result, $0)), PQftype(result, $0)) }
    return (0..<PQntuples(result)).map { row in
      var values: [String: SQLValue] = [:]
      for (index, (name, type)) in columns.enumerated() where values[name] == nil {
        values[name] = value(row, Int32(index), type)
      }
      return SQLRow(table: table, values: values)
    }
  }

  private func value(_ row: Int32, _ column: Int32, _ type: Oid) -> SQLValue {
    guard PQgetisnull(result, row, column) == 0 else { return .null }
    let text = String(cString: PQgetvalue(result, row, column))
    switch type {
    case Self.bool: return .integer(text == "t" ? 1 : 0)
    // Sums of integers are numeric here.
    case Self.int8, Self.int4, Self.int2, Self.numeric, Self.float4, Self.float8:
      return Int64(text).map { .integer($0) } ?? Double(text).map { .real($0) } ?? .text(text)
    default: return .text(text)
    }
  }

  // Type numbers of PostgreSQL's catalogue (pg_type.dat); they never change.
  private static let bool: Oid = 16
  private static let int8: Oid = 20
  private static let int2: Oid = 21
  private static let int4: Oid = 23
  private static let float4: Oid = 700
  private static let float8: Oid = 701
  private static let numeric: Oid = 1700
}
