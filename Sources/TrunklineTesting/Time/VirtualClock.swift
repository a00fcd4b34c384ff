internal import Synchronization

/// A clock that the test moves, and on which tasks may wait.
public final class VirtualClock: Sendable {
  private struct Sleeper {
    let id: UInt64
    let due: Duration
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var now: Duration
    var sleepers: [Sleeper] = []
    var lastID: UInt64 = 0
  }

  private let state: Mutex<State>

  public init(at now: Duration = .zero) { state = Mutex(State(now: now)) }

  public var now: Duration { state.withLock { $0.now } }

  /// Returns when the clock was moved so far; throws when the task is cancelled.
  public func wait(for length: Duration) async throws {
    try Task.checkCancellation()
    guard length > .zero else { return }
    let id = state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isCancelled = state.withLock { state in
          guard !Task.isCancelled else { return true }
          state.sleepers.append(Sleeper(id: id, due: state.now + length, continuation: continuation))
          return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      take { $0.id == id }.forEach { $0.continuation.resume(throwing: CancellationError()) }
    }
  }

  /// Goes on to `time` and wakes who waited for it, in the order of their times.
  public func move(to time: Duration) {
    state.withLock { $0.now = max($0.now, time) }
    for sleeper in take({ $0.due <= time }).sorted(by: { ($0.due, $0.id) < ($1.due, $1.id) }) {
      sleeper.continuation.resume()
    }
  }

  private func take(_ isWanted: (Sleeper) -> Bool) -> [Sleeper] {
    state.withLock { state in
      let taken = state.sleepers.filter(isWanted)
      state.sleepers.removeAll(where: isWanted)
      return taken
    }
  }
}
