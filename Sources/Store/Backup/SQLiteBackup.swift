import Foundation
import GRDB

/// A copy of an SQLite file as it is at one moment, also while a server writes to it.
struct SQLiteBackup {
  let source: String

  func write(to path: String) throws {
    guard FileManager.default.fileExists(atPath: source) else { throw BackupError.nothingThere(place: source) }
    try BackupFile.make(at: path) { file in
      do {
        var configuration = Configuration()
        configuration.busyMode = .timeout(60)
        let queue = try DatabaseQueue(path: source, configuration: configuration)
        // SQLite writes into a file that is there when it is empty.
        try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [file.path]) }
        try queue.close()
      } catch let error as DatabaseError {
        throw BackupError.failed(reason: error.message ?? "SQLite \(error.resultCode.rawValue)")
      }
    }
  }
}
