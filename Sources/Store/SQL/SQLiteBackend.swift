import Foundation
import GRDB
import Glibc

/// One SQLite file in write-ahead-log mode: many readers, one writer, every commit flushed to the disk.
struct SQLiteBackend: SQLBackend {
  private let pool: DatabasePool
  private let path: String

  /// Opens or makes `file` in `folder`, which is made too.
  init(folder: String, file: String) throws(StoreError) {
    let path = folder + "/" + file
    self.path = path
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      // Made here so that the journal files, which take its permissions, are private too. A file that another program
      // has made meanwhile is left as it is.
      let made = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      guard made >= 0 else {
        throw StoreError.unwritable(path: folder, reason: "\(path): \(String(cString: strerror(errno)))")
      }
      Glibc.close(made)
      guard FileManager.default.isWritableFile(atPath: path) else {
        throw StoreError.unwritable(path: folder, reason: "no permission to write \(path)")
      }
    } catch let error as StoreError {
      throw error
    } catch {
      throw .unwritable(path: folder, reason: (error as NSError).localizedDescription)
    }
    do {
      pool = try Self.open(path: path)
    } catch {
      throw Self.complaint(error, path: path)
    }
  }

  private static func complaint(_ error: any Error, path: String) -> StoreError {
    switch error {
    case let error as StoreError: return error
    case let error as DatabaseError:
      switch error.resultCode {
      case .SQLITE_NOTADB, .SQLITE_CORRUPT: return .notADatabase(path: path)
      case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_FULL, .SQLITE_IOERR:
        let folder = (path as NSString).deletingLastPathComponent
        return .unwritable(path: folder, reason: error.message ?? "no reason given")
      default: return StoreError(error)
      }
    default: return .failed(reason: String(describing: type(of: error)))
    }
  }

  private static func open(path: String) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    let pool = try DatabasePool(path: path, configuration: configuration)
    // GRDB sets NORMAL while it opens the file, so this cannot come earlier.
    try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    return pool
  }

  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer {
    try await pool.read { try body(SQLiteConnection(database: $0)) }
  }

  func write<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer {
    // A task of its own, because a cancelled caller must not leave a call's end unwritten.
    try await Task { try await pool.write { try body(SQLiteConnection(database: $0)) } }.value
  }

  func migrate(_ migration: Migration) async throws -> [String] {
    let path = path
    do {
      // Most starts change nothing, and then wait for nobody.
      if try await read({ try migration.pending(in: $0, of: path) }).isEmpty { return [] }
      return try await pool.writeWithoutTransaction { try Self.migrate(migration, in: $0, path: path) }
    } catch {
      throw Self.complaint(error, path: path)
    }
  }

  private static func migrate(_ migration: Migration, in database: Database, path: String) throws -> [String] {
    // Steps that build a table anew drop what others refer to; references are looked at when all are done.
    try database.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA busy_timeout = 600000")
    defer { try? database.execute(sql: "PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000") }
    var run: [String] = []
    // Programs that start together wait here; the first one changes the schema, the others find it changed.
    try database.inTransaction(.exclusive) {
      run = try migration.run(in: SQLiteConnection(database: database), of: path)
      try database.checkForeignKeys()
      return .commit
    }
    return run
  }

  func close() throws { try pool.close() }
}
