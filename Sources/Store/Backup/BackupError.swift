/// Why no backup was made; each describes itself in one sentence that says what to do.
public enum BackupError: Error, Hashable, Sendable, CustomStringConvertible {
  case exists(path: String)
  case unwritable(path: String, reason: String)
  case nothingThere(place: String)
  /// `pg_dump` is not installed.
  case programMissing(command: String)
  case failed(reason: String)

  public var description: String {
    switch self {
    case .exists(let path): "\(path) is there already and is not overwritten; name another file"
    case .unwritable(let path, let reason): "cannot write \(path) (\(reason)); name another file"
    case .nothingThere(let place):
      "there is no database at \(place); set TRUNKLINE_DATA_DIR to the server's data folder"
    case .programMissing(let command):
      "pg_dump is not here; install postgresql-client, or run where it is: \(command)"
    case .failed(let reason): "the backup failed (\(reason)); nothing was kept of it"
    }
  }
}
