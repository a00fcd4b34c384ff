/// Gathers what calls append and commits it together: after `gathering`, or at once when 500 rows wait. Each append
/// returns when its rows are on the disk; appends of one call keep their order.
actor RecordJournal {
  /// Appends that share a commit.
  private final class Batch {
    var entries: [JournalEntry] = []
    var rowCount = 0
    /// Ends when it is time to commit; cancelled when the batch is full.
    var gathering: Task<Void, Never>?
    var commit: Task<Void, any Error>?
  }

  static let fullBatch = 500

  private let backend: any SQLBackend
  private let gathering: Duration
  private var batch: Batch?
  private var previousCommit: Task<Void, any Error>?

  init(backend: any SQLBackend, gathering: Duration) {
    self.backend = backend
    self.gathering = gathering
  }

  func append(_ entry: JournalEntry) async throws {
    guard entry.rowCount > 0 else { return }
    let batch = batch ?? open()
    batch.entries.append(entry)
    batch.rowCount += entry.rowCount
    if batch.rowCount >= Self.fullBatch { batch.gathering?.cancel() }
    try await batch.commit?.value
  }

  private func open() -> Batch {
    let batch = Batch()
    let gathering = Task { [gathering] in
      if gathering > .zero { try? await Task.sleep(for: gathering) }
    }
    let previous = previousCommit
    batch.gathering = gathering
    let commit = Task {
      await gathering.value
      _ = await previous?.result
      try await self.commit()
    }
    batch.commit = commit
    previousCommit = commit
    self.batch = batch
    return batch
  }

  /// Commits the open batch; appends from here on open the next. While one batch commits, the next gathers.
  private func commit() async throws {
    guard let entries = batch?.entries else { return }
    batch = nil
    try await backend.write { database in
      for entry in entries { try entry.write(to: database) }
    }
  }
}
