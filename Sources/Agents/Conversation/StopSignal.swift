/// Ends one piece of work among the children of a task group.
struct StopSignal: Sendable {
  private let stream: AsyncStream<Never>
  private let continuation: AsyncStream<Never>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func stop() { continuation.finish() }

  /// Runs `work` until it is done or ``stop()`` was called; then it is cancelled.
  func run(_ work: @escaping @Sendable () async -> Void) async {
    let stream = stream
    await withTaskGroup(of: Void.self) { race in
      race.addTask { await work() }
      race.addTask { for await _ in stream {} }
      await race.next()
      race.cancelAll()
    }
  }
}
