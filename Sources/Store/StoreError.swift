/// Why the store cannot be opened or used; each describes itself in one sentence that says what to do.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  case unwritable(path: String, reason: String)
  case notADatabase(path: String)
  case newerSchema(path: String)
  case wrongMasterKey(path: String)
  case unusableMasterKey(path: String, reason: String)
  /// Nobody answers, for now perhaps.
  case unreachable(place: String, reason: String)
  /// The server answers and does not let us in.
  case refused(place: String, reason: String, advice: String)
  case inUse(place: String)
  case tooOld(place: String, version: String, oldest: String)
  /// A row does not hold what this version writes.
  case unreadable(table: String, column: String)
  case failed(reason: String)

  public var description: String {
    switch self {
    case .unwritable(let path, let reason):
      "cannot write the data folder \(path) (\(reason)); make it writable or set TRUNKLINE_DATA_DIR to another"
    case .notADatabase(let path):
      "\(path) is damaged or not an SQLite database; restore it from a backup, or move it away to start afresh"
    case .newerSchema(let path):
      "\(path) was written by a newer version of Trunkline; start that version, or restore an older backup"
    case .wrongMasterKey(let path):
      "the secrets in \(path) were sealed with another master key; put back the key file it was made with"
    case .unusableMasterKey(let path, let reason):
      "cannot use the master key file \(path): \(reason)"
    case .unreachable(let place, let reason):
      "cannot reach \(place) (\(reason)); start it, or correct TRUNKLINE_DATABASE_URL"
    case .refused(let place, let reason, let advice):
      "\(place) refuses us (\(reason)); \(advice)"
    case .inUse(let place):
      "another server uses \(place); stop it, or set TRUNKLINE_DATABASE_URL to another"
    case .tooOld(let place, let version, let oldest):
      "\(place) is of \(version), which is too old; Trunkline needs PostgreSQL \(oldest) or newer"
    case .unreadable(let table, let column):
      "the store holds something unreadable in \(table).\(column); restore it from a backup"
    case .failed(let reason):
      "the store failed: \(reason)"
    }
  }
}
