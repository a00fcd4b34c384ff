import Foundation
import Glibc

/// Holds a data folder for one server. A second one would close the first one's calls as left open by a crash.
///
/// The system lets go of it when the process ends, however it ends.
final class DataLock: Sendable {
  private let descriptor: Int32

  /// - Throws: ``StartError`` with code `notWritable` when another server has the folder or its lock cannot be written.
  init(folder: URL) throws {
    let path = folder.path(percentEncoded: false)
    descriptor = open(
      folder.appending(path: "server.lock").path(percentEncoded: false), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StartError(
        code: .notWritable, message: "cannot write to the data folder \(path): \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw StartError(
        code: .notWritable,
        message: "another server uses the data folder \(path); stop it or set TRUNKLINE_DATA_DIR to another")
    }
  }

  deinit { close(descriptor) }
}
