internal import Glibc

/// A file that is written under a name of its own and takes its real name when it is complete.
///
/// While it grows it is `.NAME.wav.part`, so nobody takes half a call for a whole one; a crash leaves that file, which
/// ``RecordingWriter/recoverTorn()`` makes whole. Readable by its owner only.
struct RecordingFile {
  static let partPrefix = "."
  static let partSuffix = ".wav.part"

  /// Where it is while it grows.
  let partPath: String
  /// Where it will be.
  let path: String
  private let descriptor: Int32

  /// Makes the folder if it is missing, and the file.
  init(folder: String, name: String) throws(RecordingError) {
    partPath = "\(folder)/\(Self.partPrefix)\(name)\(Self.partSuffix)"
    path = "\(folder)/\(name).wav"
    Self.makeFolder(folder)
    descriptor = open(partPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw RecordingError(step: .create, path: partPath, code: errno) }
  }

  /// Appends all of `bytes`.
  func append(_ bytes: [UInt8]) throws(RecordingError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw RecordingError(step: .write, path: partPath, code: count == 0 ? ENOSPC : errno) }
      done += count
    }
  }

  /// Puts `header` over the start, waits for the disk, and gives the file its real name. The file is closed,
  /// but not when this throws: then it wants ``discard()``.
  func complete(_ header: [UInt8]) throws(RecordingError) {
    let count = header.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, header.count, 0) }
    guard count == header.count, fdatasync(descriptor) == 0 else {
      throw RecordingError(step: .complete, path: partPath, code: errno)
    }
    guard rename(partPath, path) == 0 else { throw RecordingError(step: .rename, path: path, code: errno) }
    close(descriptor)
  }

  /// Closes and removes it.
  func discard() {
    close(descriptor)
    unlink(partPath)
  }

  /// Makes `folder` and those above it, for the owner only; what cannot be made shows when the file is opened.
  static func makeFolder(_ folder: String) {
    var path = folder.hasPrefix("/") ? "" : "."
    for part in folder.split(separator: "/") {
      path += "/\(part)"
      mkdir(path, 0o700)
    }
  }
}
