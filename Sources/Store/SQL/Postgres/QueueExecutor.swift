import Foundation

/// Runs an actor on a queue of its own, so that calls which wait for a server hold up no other task.
final class QueueExecutor: SerialExecutor {
  private let queue: DispatchQueue

  init(_ label: String) { queue = DispatchQueue(label: label) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }

  /// Waits until the queue has done what was asked before, then does this on it.
  func run(_ work: () -> Void) { queue.sync(execute: work) }
}
