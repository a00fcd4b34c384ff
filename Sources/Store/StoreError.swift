/// Why the store cannot be opened or used; each describes itself in one sentence that says what to do.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  case unwritable(path: String, reason: String)
  case notADatabase(path: String)
  case newerSchema(path: String)
  case wrongMasterKey(path: String)
  case unusableMasterKey(path: String, reason: String)
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
    case .unreadable(let table, let column):
      "the store holds something unreadable in \(table).\(column); restore it from a backup"
    case .failed(let reason):
      "the store failed: \(reason)"
    }
  }
}
