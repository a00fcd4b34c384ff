internal import Synchronization

/// Watches work that should show progress: when it shows none for too long, it is cancelled.
struct Patience: Sendable {
  /// Nothing came for too long.
  struct Exhausted: Error {}

  var limit: Duration
  var clock: any Clock<Duration>

  /// - Parameter work: calls what it is given each time it got something.
  func watch<Result: Sendable>(
    _ work: @escaping @Sendable (_ progress: @escaping @Sendable () -> Void) async throws -> Result
  ) async throws -> Result {
    let progress = Progress()
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await work { progress.made() } }
      group.addTask { [limit, clock] in
        var seen = -1
        while true {
          let count = progress.count
          if count == seen { throw Exhausted() }
          seen = count
          try await clock.sleep(for: limit)
        }
      }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let result { return result }
      }
      throw CancellationError()
    }
  }

  private final class Progress: Sendable {
    private let steps = Mutex(0)
    var count: Int { steps.withLock { $0 } }
    func made() { steps.withLock { $0 &+= 1 } }
  }
}
