internal import Synchronization

/// Runs tasks on the test's own thread, and only when the test says so.
///
/// Tasks that are given it as their preference stand still between two calls of ``run()``, with all their children and
/// the actors they enter; so what a test sees never depends on how busy the machine is.
public final class StageExecutor: TaskExecutor {
  private let jobs = Mutex<[UnownedJob]>([])
  /// More jobs in one run than any call needs: something goes round in a circle.
  private static let jobLimit = 1_000_000

  public init() {}

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
  }

  /// Runs until every task waits for something.
  public func run() {
    var count = 0
    while true {
      let batch = jobs.withLock { jobs in
        defer { jobs = [] }
        return jobs
      }
      if batch.isEmpty { return }
      for job in batch { job.runSynchronously(on: asUnownedTaskExecutor()) }
      count += batch.count
      precondition(count < Self.jobLimit, "the tasks under test never come to rest")
    }
  }

  /// Runs `work` to its end, with everything that follows from it.
  ///
  /// - Returns: nil when it waits for something that does not come by itself.
  public func finish<Result: Sendable>(_ work: @escaping @Sendable () async -> Result) -> Result? {
    let result = Slot<Result>()
    let task = Task(executorPreference: self) { result.value.withLock { [outcome = await work()] in $0 = outcome } }
    run()
    task.cancel()
    return result.value.withLock { $0 }
  }
}

private final class Slot<Value: Sendable>: Sendable {
  let value = Mutex<Value?>(nil)
}
