import Foundation
import GRDB

/// One SQLite file in write-ahead-log mode: many readers, one writer, every commit flushed to the disk.
struct SQLiteBackend: SQLBackend {
  private let pool: DatabasePool

  /// Opens or makes `file` in `folder`, which is made too, and brings its schema up to date.
  init(folder: String, file: String) throws(StoreError) {
    let path = folder + "/" + file
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      if !FileManager.default.fileExists(atPath: path) {
        // Made here so that the journal files, which take its permissions, are private too.
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw StoreError.unwritable(path: folder, reason: String(cString: strerror(errno))) }
      }
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
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_NOTADB, .SQLITE_CORRUPT: throw .notADatabase(path: path)
      case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_FULL, .SQLITE_IOERR:
        throw .unwritable(path: folder, reason: error.message ?? "no reason given")
      default: throw StoreError(error)
      }
    } catch {
      throw .failed(reason: String(describing: type(of: error)))
    }
  }

  private static func open(path: String) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    let pool = try DatabasePool(path: path, configuration: configuration)
    let migrator = Schema.migrator
    if try pool.read(migrator.hasBeenSuperseded) { throw StoreError.newerSchema(path: path) }
    try migrator.migrate(pool)
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

  func close() throws { try pool.close() }
}
