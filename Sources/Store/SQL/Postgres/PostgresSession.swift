import CPostgres
import Glibc

/// One connection to PostgreSQL, used by one thread at a time; every call waits for the server. Arguments go as text,
/// and the server takes their types from where they stand.
final class PostgresSession: SQLConnection {
  private let connection: OpaquePointer
  /// Names of prepared statements by their texts.
  private var prepared: [String: String] = [:]

  /// The texts of this program are a few hundred; past that they are not kept.
  private static let preparedLimit = 500

  /// The descriptor of its socket.
  var socket: Int32 { PQsocket(connection) }

  /// - Parameter connection: open; closed when the session goes.
  init(_ connection: OpaquePointer) { self.connection = connection }

  deinit { PQfinish(connection) }

  @discardableResult func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
    try ask(sql, arguments).changes
  }

  func rows(_ table: String, _ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
    try ask(sql, arguments).rows(table)
  }

  /// Texts are compared byte by byte, as SQLite compares them, whatever the order of the database is.
  func define(_ sql: String) throws {
    let definesColumns = sql.hasPrefix("CREATE TABLE") || sql.hasPrefix("ALTER TABLE")
    try command(definesColumns ? sql.replacing(" TEXT", with: " TEXT COLLATE \"C\"") : sql)
  }

  func hasTable(_ name: String) throws -> Bool {
    try rows("pg_class", "SELECT to_regclass($1) IS NOT NULL AS found", [.text(name)]).first?.bool("found") ?? false
  }

  func engine() throws -> String {
    let text = "SELECT current_setting('server_version') AS version"
    let version = try rows("pg_settings", text, []).first?.text("version")
    // Distributions add their own to it: 15.18 (Debian 15.18-0+deb12u1).
    return "PostgreSQL " + (version?.split(separator: " ").first.map(String.init) ?? "")
  }

  /// One or several statements without arguments.
  @discardableResult func command(_ sql: String) throws -> PostgresAnswer { try check(PQexec(connection, sql)) }

  func ask(_ sql: String, _ arguments: [SQLValue]) throws -> PostgresAnswer {
    let texts = arguments.map { $0.postgresText.map { strdup($0) } }
    defer { for text in texts { free(text ?? nil) } }
    let pointers = texts.map { UnsafePointer($0 ?? nil) }
    let count = Int32(arguments.count)
    guard let name = try prepare(sql) else {
      return try check(PQexecParams(connection, sql, count, nil, pointers, nil, nil, 0))
    }
    return try check(PQexecPrepared(connection, name, count, pointers, nil, nil, 0))
  }

  /// Nil when too many are kept already.
  private func prepare(_ sql: String) throws -> String? {
    if let name = prepared[sql] { return name }
    guard prepared.count < Self.preparedLimit else { return nil }
    let name = "s\(prepared.count)"
    try check(PQprepare(connection, name, sql, 0, nil))
    prepared[sql] = name
    return name
  }

  @discardableResult private func check(_ result: OpaquePointer?) throws -> PostgresAnswer {
    guard let answer = PostgresAnswer(result) else { throw PostgresFailure.lost(reason: "the connection broke") }
    if answer.isGood { return answer }
    let state = answer.state
    if let failure = PostgresFailure(state: state, reason: answer.reason) { throw failure }
    // Without a SQLSTATE it is an error of libpq's own: the connection is of no use, also where it does not say so.
    guard !state.isEmpty, PQstatus(connection) == CONNECTION_OK else {
      throw PostgresFailure.lost(reason: "the connection broke")
    }
    switch state {
    case "23505": throw SQLConstraint.unique
    case "23503": throw SQLConstraint.foreignKey
    default: throw StoreError.failed(reason: answer.reason)
    }
  }
}

extension SQLValue {
  /// PostgreSQL keeps no NUL in a text; it becomes U+FFFD.
  fileprivate var postgresText: String? {
    switch self {
    case .null: nil
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let text): text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
    }
  }
}
