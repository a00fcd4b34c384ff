internal import Agents
internal import NIOPosix
internal import Synchronization

/// Threads for engines that keep a processor busy, so that they never hold the ones that Swift's tasks share.
///
/// What waits is bounded: more fails at once, because an answer that comes after the caller gave up helps nobody.
final class EngineThreads: Sendable {
  private let engine: String
  private let pool: NIOThreadPool
  private let waiting = Mutex(0)
  private let limit: Int

  /// - Parameters:
  ///   - engine: named in errors.
  ///   - limit: the most that may run and wait together.
  init(engine: String, threads: Int, limit: Int) {
    self.engine = engine
    self.limit = limit
    pool = NIOThreadPool(numberOfThreads: max(1, threads))
    pool.start()
  }

  deinit { pool.shutdownGracefully { _ in } }

  /// Runs `work` on one of the threads; if the task is cancelled before its turn, not at all.
  func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    let isFull = waiting.withLock { waiting in
      if waiting >= limit { return true }
      waiting += 1
      return false
    }
    guard !isFull else {
      throw EngineError(
        engine: engine, code: .limited, message: "\(limit) requests are waiting already; take fewer calls at once")
    }
    defer { waiting.withLock { $0 -= 1 } }
    return try await pool.runIfActive(work)
  }
}
