/// Everything Trunkline keeps: workspaces and keys, agents, trunks, numbers, conversations. One file a protocol it
/// implements; all SQL of the program stands in this module.
public struct Store: Sendable {
  let backend: any SQLBackend
  let box: SecretBox
  let journal: RecordJournal

  /// Opens `trunkline.sqlite` in `folder`, or makes it, and brings its schema up to date.
  ///
  /// - Parameter gathering: how long an append of messages or events may wait for others to share its commit.
  /// - Throws: a sentence for each: no right to write, not a database, written by a newer version, sealed with
  ///   another key.
  public static func open(
    folder: String, masterKey: MasterKey, gathering: Duration = .milliseconds(50)
  ) async throws -> Store {
    let file = "trunkline.sqlite"
    let path = folder + "/" + file
    let backend = try SQLiteBackend(folder: folder, file: file)
    let store = Store(backend: backend, masterKey: masterKey, gathering: gathering)
    guard try await store.isSealed(with: masterKey) else {
      try? store.close()
      throw StoreError.wrongMasterKey(path: path)
    }
    try await store.forgetUnfinishedRequests()
    return store
  }

  init(backend: any SQLBackend, masterKey: MasterKey, gathering: Duration) {
    self.backend = backend
    box = SecretBox(masterKey)
    journal = RecordJournal(backend: backend, gathering: gathering)
  }

  /// Succeeds when the database answers.
  public func check() async throws {
    _ = try await backend.read { try $0.rows("settings", "SELECT name FROM settings LIMIT 1", []) }
  }

  /// SQLite's level of flushing: 2 when every commit reaches the disk before it returns.
  func synchronousLevel() async throws -> Int {
    try await backend.write { try $0.rows("pragma", "PRAGMA synchronous", []).first?.integer("synchronous") ?? 0 }
  }

  /// Flushes and closes the file. Nothing may be asked of the store afterwards.
  public func close() throws { try backend.close() }

  /// Whether the secrets in the database are sealed with this key; a new database takes the key it is opened with.
  private func isSealed(with masterKey: MasterKey) async throws -> Bool {
    let place = "settings.seal"
    let fresh = try box.seal("trunkline", for: place)
    return try await backend.write { [box] database in
      try database.execute(
        "INSERT INTO settings (name, value) VALUES ('seal', $1) ON CONFLICT (name) DO NOTHING", [.text(fresh)])
      let rows = try database.rows("settings", "SELECT value FROM settings WHERE name = 'seal'", [])
      guard let sealed = try rows.first?.text("value") else { return false }
      return box.open(sealed, for: place) == "trunkline"
    }
  }
}
