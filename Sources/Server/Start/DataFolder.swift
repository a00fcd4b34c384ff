import Foundation
import Store

/// The server's data folder: database, recordings, master key.
struct DataFolder: Sendable {
  let folder: URL
  let keys: MasterKeySource
  /// Where the store is: in the folder, or in a database server.
  let place: StorePlace

  init(_ settings: Settings) {
    folder = settings.dataDirectory
    keys = MasterKeySource(settings)
    place = settings.database.map { .postgres($0) } ?? .folder(folder.path(percentEncoded: false))
  }

  var recordings: String { folder.appending(path: "recordings").path(percentEncoded: false) }

  /// Takes the folder for this server, until the lock goes.
  ///
  /// - Throws: ``StartError`` with code `notWritable`, also when another server has it.
  func lock() throws -> DataLock {
    try make()
    return try DataLock(folder: folder)
  }

  /// Makes the folder, readable by its owner only, if it is not there.
  private func make() throws {
    let path = folder.path(percentEncoded: false)
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw StartError(
        code: .notWritable,
        message: "cannot make the data folder \(path); make its parent writable or set TRUNKLINE_DATA_DIR to another")
    }
  }

  /// - Throws: ``StartError`` with code `notWritable`.
  func openStore() async throws -> Store {
    try make()
    return try await Self.reporting {
      try await keys.open { try await Store.open(place, masterKey: $0) }
    }
  }

  /// Takes the database for this server where it is not in the folder, until it is released.
  ///
  /// - Throws: ``StartError`` with code `notWritable`, also when another server has it.
  func holdDatabase() async throws -> DatabaseHold? {
    try await Self.reporting { try await DatabaseHold.take(place) }
  }

  /// Brings the schema up to date.
  ///
  /// - Returns: the names of the steps that were run.
  /// - Throws: ``StartError`` with code `notWritable`.
  func migrate() async throws -> [String] {
    try make()
    return try await Self.reporting { try await Store.migrate(place) }
  }

  private static func reporting<T>(_ work: () async throws -> T) async throws -> T {
    do { return try await work() } catch let error as StoreError {
      throw StartError(code: .notWritable, message: error.description)
    }
  }
}
