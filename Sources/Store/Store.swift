/// Everything Trunkline keeps: workspaces and keys, agents, trunks, numbers, conversations. One file a protocol it
/// implements; all SQL of the program stands in this module.
public struct Store: Sendable {
  let backend: any SQLBackend
  let box: SecretBox
  let journal: RecordJournal

  /// Opens the database, or makes it where it is a file, and brings its schema up to date.
  ///
  /// - Parameter gathering: how long an append of messages or events may wait for others to share its commit.
  /// - Throws: ``StoreError``, a sentence for each: no right to write, not a database, cannot be reached, refuses us,
  ///   written by a newer version, sealed with another key.
  public static func open(
    _ place: StorePlace, masterKey: MasterKey, gathering: Duration = .milliseconds(50)
  ) async throws -> Store {
    let backend = try await place.connect()
    let store = Store(backend: backend, masterKey: masterKey, gathering: gathering)
    do {
      _ = try await backend.migrate(Schema.migration)
      guard try await store.isSealed(with: masterKey) else { throw StoreError.wrongMasterKey(path: "\(place)") }
    } catch {
      try? store.close()
      throw error
    }
    return store
  }

  /// Opens `trunkline.sqlite` in `folder`, or makes it.
  public static func open(
    folder: String, masterKey: MasterKey, gathering: Duration = .milliseconds(50)
  ) async throws -> Store {
    try await open(.folder(folder), masterKey: masterKey, gathering: gathering)
  }

  /// Brings the schema up to date and does nothing else.
  ///
  /// - Returns: the names of the steps that were run, none when it was up to date.
  /// - Throws: ``StoreError`` as ``open(_:masterKey:gathering:)`` does.
  public static func migrate(_ place: StorePlace) async throws -> [String] {
    let backend = try await place.connect()
    defer { try? backend.close() }
    return try await backend.migrate(Schema.migration)
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

  /// The database program and its version, like `PostgreSQL 15.18`.
  public func engine() async throws -> String { try await backend.read { try $0.engine() } }

  /// SQLite's level of flushing: 2 when every commit reaches the disk before it returns.
  func synchronousLevel() async throws -> Int {
    try await backend.write { try $0.rows("pragma", "PRAGMA synchronous", []).first?.integer("synchronous") ?? 0 }
  }

  /// Flushes and closes the file, or the connections. Nothing may be asked of the store afterwards.
  public func close() throws { try backend.close() }

  /// Whether the secrets in the database are sealed with this key; a new database takes the key it is opened with.
  private func isSealed(with masterKey: MasterKey) async throws -> Bool {
    let fresh = try box.seal(Self.sealText, for: Self.sealPlace)
    return try await backend.write { [box] database in
      try database.execute(
        "INSERT INTO settings (name, value) VALUES ('seal', $1) ON CONFLICT (name) DO NOTHING", [.text(fresh)])
      let rows = try database.rows("settings", "SELECT value FROM settings WHERE name = 'seal'", [])
      guard let sealed = try rows.first?.text("value") else { return false }
      return box.open(sealed, for: Self.sealPlace) == Self.sealText
    }
  }
}
