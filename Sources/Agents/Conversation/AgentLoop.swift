internal import Foundation
internal import Synchronization

/// Walks the lines of all live conversations every 10 ms, on a thread of its own: sound comes in frames of 20 ms, and
/// none of them waits for half its length before it is listened to.
///
/// ```swift
/// let loop = AgentLoop()
/// loop.start(now: clock)
/// loop.add(conversation.line)     // when the call is answered
/// loop.remove(conversation.line)  // when it is over
/// loop.stop()
/// ```
public final class AgentLoop: Sendable {
  /// Time between two walks.
  public static let tick: Duration = .milliseconds(10)

  private let lines = Mutex<[AgentLine]>([])
  private let isStopped = Atomic<Bool>(false)

  public init() {}

  public func add(_ line: AgentLine) {
    lines.withLock { lines in
      if !lines.contains(where: { $0 === line }) { lines.append(line) }
    }
  }

  public func remove(_ line: AgentLine) { lines.withLock { $0.removeAll { $0 === line } } }

  /// How many conversations are walked.
  public var count: Int { lines.withLock { $0.count } }

  /// One tick. For the thread, or for a test in its place.
  public func walk(at now: Duration) {
    for line in lines.withLock({ $0 }) { line.walk(at: now) }
  }

  /// Starts the thread. It runs until ``stop()``.
  ///
  /// - Parameter now: the clock of the conversations, monotonic.
  public func start(now: @escaping @Sendable () -> Duration) {
    let thread = Thread { [self] in
      var next = now()
      while !isStopped.load(ordering: .acquiring) {
        walk(at: now())
        next += Self.tick
        let left = next - now()
        if left > .zero {
          Thread.sleep(forTimeInterval: Double(left.components.attoseconds) * 1e-18)
        } else if left < .milliseconds(-200) {
          // The machine slept or is overloaded: do not try to make up for it.
          next = now()
        }
      }
    }
    thread.name = "agents"
    thread.start()
  }

  /// The thread ends after its tick.
  public func stop() { isStopped.store(true, ordering: .releasing) }
}
