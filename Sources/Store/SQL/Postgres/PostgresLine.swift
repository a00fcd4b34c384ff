/// One connection to PostgreSQL on a thread of its own, made at the first use and made anew when it is lost. What was
/// cut off by that is tried again for a while, and happens once.
actor PostgresLine {
  /// A commit that was sent and whose answer was lost.
  private struct PendingCommit<Answer> {
    var transaction: String
    var answer: Answer
  }

  private let executor: QueueExecutor
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let location: PostgresLocation
  /// How long a server that went away is waited for.
  private let patience: Duration
  private var session: PostgresSession?

  /// The same for a server that has not answered a commit: longer, because only it knows what became of that.
  private static let commitPatience = Duration.seconds(120)
  private static let firstPause = Duration.milliseconds(20)
  private static let longestPause = Duration.seconds(1)
  /// How often others may stand in the way of one transaction.
  private static let conflictLimit = 10

  init(_ location: PostgresLocation, patience: Duration) {
    self.location = location
    self.patience = patience
    executor = QueueExecutor("trunkline.postgres")
  }

  /// Connects now.
  ///
  /// - Throws: ``StoreError``, without waiting for a server that does not answer.
  func connect() throws {
    do { session = try PostgresSession.open(location) } catch let failure as PostgresFailure {
      throw error(for: failure)
    }
  }

  /// Connects and takes a lock that lasts as long as the connection.
  ///
  /// - Returns: false when another holds it for three seconds more: a server that ends takes less.
  func lock(_ number: Int64) throws -> Bool {
    try connect()
    do {
      let session = try connected()
      try session.command("SET lock_timeout = '3s'")
      try session.execute("SELECT pg_advisory_lock($1)", [.integer(number)])
      return true
    } catch let failure as PostgresFailure {
      if case .taken = failure { return false }
      throw error(for: failure)
    }
  }

  /// The transaction that reads.
  func read<Answer: Sendable>(
    _ body: @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer {
    try await trying { _ in
      let session = try connected()
      try session.beginReading()
      return try undoing(session) {
        let answer = try body(session)
        try session.commit()
        return answer
      }
    }
  }

  /// The transaction that writes, once: when the answer to its commit is lost, the server is asked what became of it.
  func write<Answer: Sendable>(
    _ body: @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer {
    try await trying { pending in
      let session = try connected()
      if let commit = pending {
        switch try session.outcome(of: commit.transaction) {
        case .committed: return commit.answer
        case .running: throw PostgresFailure.conflict(reason: "the server still holds the lost connection")
        case .aborted: pending = nil
        case nil:
          pending = nil
          throw StoreError.failed(reason: "PostgreSQL does not say what became of a commit that it did not answer")
        }
      }
      let transaction = try session.beginWriting()
      return try undoing(session) {
        let answer = try body(session)
        pending = PendingCommit(transaction: transaction, answer: answer)
        do { try session.commit() } catch {
          if case PostgresFailure.lost = error { throw error }
          pending = nil
          throw error
        }
        return answer
      }
    }
  }

  /// Ends the connection after what was asked before.
  nonisolated func close() {
    executor.run { assumeIsolated { $0.session = nil } }
  }

  private func connected() throws -> PostgresSession {
    if let session { return session }
    let fresh = try PostgresSession.open(location)
    session = fresh
    return fresh
  }

  /// Leaves the session outside any transaction, or gone.
  private func undoing<Answer>(_ session: PostgresSession, _ work: () throws -> Answer) throws -> Answer {
    do { return try work() } catch let error {
      do { if self.session != nil { try session.rollBack() } } catch { self.session = nil }
      throw error
    }
  }

  private func trying<Answer>(
    _ attempt: (inout PendingCommit<Answer>?) throws -> Answer
  ) async throws -> Answer {
    let begun = ContinuousClock.now
    var pending: PendingCommit<Answer>?
    var pause = Duration.zero
    var conflicts = 0
    while true {
      do { return try attempt(&pending) } catch let failure as PostgresFailure {
        switch failure {
        case .denied, .taken: throw error(for: failure)
        case .lost:
          session = nil
          let limit = pending == nil ? patience : max(patience, Self.commitPatience)
          guard ContinuousClock.now + pause < begun + limit else { throw error(for: failure) }
        case .stale:
          session = nil
          fallthrough
        case .conflict:
          conflicts += 1
          guard conflicts < Self.conflictLimit else { throw error(for: failure) }
        }
        if pause > .zero { try await Task.sleep(for: pause) }
        pause = min(max(pause * 2, Self.firstPause), Self.longestPause)
      }
    }
  }

  private func error(for failure: PostgresFailure) -> StoreError {
    switch failure {
    case .lost(let reason): .unreachable(place: "\(location)", reason: reason)
    case .conflict(let reason), .stale(let reason), .taken(let reason): .failed(reason: reason)
    case .denied(let reason):
      .refused(
        place: "\(location)", reason: reason,
        advice: "make the user its owner, or GRANT CREATE ON SCHEMA public TO the user")
    }
  }
}
