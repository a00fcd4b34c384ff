/// Holds a PostgreSQL database for one server, as the lock of the data folder does for a file, until it is released or
/// the program ends. A second server would close the first one's calls as left open by a crash.
public final class DatabaseHold: Sendable {
  private let line: PostgresLine

  /// Any number that nobody else locks in this database: "trunkser" in ASCII.
  private static let lock: Int64 = 0x7472_756E_6B73_6572

  /// - Returns: nil when the database is a file.
  /// - Throws: ``StoreError/inUse(place:)`` when another server has it, and still has it after some seconds.
  public static func take(_ place: StorePlace) async throws -> DatabaseHold? {
    guard case .postgres(let location) = place else { return nil }
    let line = PostgresLine(location, patience: .zero)
    guard try await line.lock(lock) else {
      line.close()
      throw StoreError.inUse(place: "\(place)")
    }
    return DatabaseHold(line)
  }

  private init(_ line: PostgresLine) { self.line = line }

  public func release() { line.close() }
}
