extension Store {
  /// Writes the database, as it is at one moment, to a new file; a server may go on writing. The master key is not in it.
  ///
  /// - Parameter programs: where `pg_dump` is looked for, like `/usr/bin:/bin`.
  /// - Throws: ``BackupError``. Nothing is ever overwritten.
  public static func backUp(_ place: StorePlace, to path: String, programs: String) throws {
    switch place {
    case .folder: try SQLiteBackup(source: "\(place)").write(to: path)
    case .postgres(let location): try PostgresDump(location: location, searchPath: programs).write(to: path)
    }
  }
}
