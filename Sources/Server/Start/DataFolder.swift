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

  /// Makes the folder, readable by its owner only, if it is not there.
  ///
  /// - Throws: ``StartError`` with code `notWritable`.
  func openStore() async throws -> Store {
    let path = folder.path(percentEncoded: false)
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw StartError(
        code: .notWritable,
        message: "cannot make the data folder \(path); make its parent writable or set TRUNKLINE_DATA_DIR to another")
    }
    do {
      let key = try MasterKey.load(orCreateAt: masterKeyFile.path(percentEncoded: false))
      return try await Store.open(folder: path, masterKey: key)
    } catch let error as StoreError {
      throw StartError(code: .notWritable, message: error.description)
    }
  }
}
