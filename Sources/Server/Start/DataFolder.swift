import Foundation
import Store

/// The server's data folder: database, recordings, master key.
struct DataFolder: Sendable {
  let folder: URL
  let masterKeyFile: URL

  init(_ settings: Settings) {
    folder = settings.dataDirectory
    masterKeyFile = settings.masterKeyFile
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
    let path = folder.path(percentEncoded: false)
    do {
      let key = try MasterKey.load(orCreateAt: masterKeyFile.path(percentEncoded: false))
      return try await Store.open(folder: path, masterKey: key)
    } catch let error as StoreError {
      throw StartError(code: .notWritable, message: error.description)
    }
  }
}
