/// Brings a database up to date: steps that only go forward, each run once, all that are missing in one transaction.
///
/// What was run is kept in `grdb_migrations`, the table that the first versions wrote, so that their files go on.
struct Migration: Sendable {
  typealias Step = (name: String, statements: [String])

  let steps: [Step]

  static let table = "grdb_migrations"

  /// The steps that were not run yet, in their order.
  ///
  /// - Parameter place: names the database in errors.
  /// - Throws: ``StoreError/newerSchema(path:)`` when one was run that this version does not know.
  func pending(in database: any SQLConnection, of place: String) throws -> [Step] {
    guard try database.hasTable(Self.table) else { return steps }
    let run = try Set(
      database.rows(Self.table, "SELECT identifier FROM grdb_migrations", []).map { try $0.text("identifier") })
    guard run.isSubset(of: steps.map(\.name)) else { throw StoreError.newerSchema(path: place) }
    return steps.filter { !run.contains($0.name) }
  }

  /// Runs what is missing. The caller has begun a transaction that nobody else can write beside.
  ///
  /// - Returns: the names of the steps that were run.
  func run(in database: any SQLConnection, of place: String) throws -> [String] {
    try database.define("CREATE TABLE IF NOT EXISTS grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    let missing = try pending(in: database, of: place)
    for step in missing {
      for statement in step.statements { try database.define(statement) }
      try database.execute("INSERT INTO grdb_migrations (identifier) VALUES ($1)", [.text(step.name)])
    }
    return missing.map(\.name)
  }
}
