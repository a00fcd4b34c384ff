import Foundation
import Glibc

/// The file that a backup goes to: new, readable by its owner only, and gone again unless the backup succeeds.
struct BackupFile {
  let path: String

  /// - Parameter write: fills the empty file.
  /// - Throws: ``BackupError/exists(path:)`` when there is anything at the path.
  static func make(at path: String, _ write: (BackupFile) throws -> Void) throws {
    let made = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard made >= 0 else {
      throw errno == EEXIST
        ? BackupError.exists(path: path) : .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    close(made)
    do {
      try write(BackupFile(path: path))
      try flush(path)
    } catch {
      unlink(path)
      throw error
    }
  }

  /// Returns when the file is on the disk.
  private static func flush(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    guard file >= 0, fsync(file) == 0 else {
      throw BackupError.unwritable(path: path, reason: String(cString: strerror(errno)))
    }
  }
}
