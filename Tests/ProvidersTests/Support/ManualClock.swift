import Synchronization

/// Time that stands still until a test moves it.
final class ManualClock: Clock, Sendable {
  struct Instant: InstantProtocol {
    var offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private struct State {
    var now = Instant(offset: .zero)
    var sleepers: [Int: (until: Instant, wake: CheckedContinuation<Void, any Error>)] = [:]
    var cancelled: Set<Int> = []
    var next = 0
    var watchers: [(until: Instant, seen: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  var now: Instant { state.withLock { $0.now } }
  var minimumResolution: Duration { .zero }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let number = state.withLock { state in
      state.next += 1
      return state.next
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { wake in
        let (result, seen) = state.withLock { state -> (Result<Void, any Error>?, [CheckedContinuation<Void, Never>]) in
          if state.cancelled.remove(number) != nil { return (.failure(CancellationError()), []) }
          if deadline <= state.now { return (.success(()), []) }
          state.sleepers[number] = (deadline, wake)
          let seen = state.watchers.filter { $0.until == deadline }.map(\.seen)
          state.watchers.removeAll { $0.until == deadline }
          return (nil, seen)
        }
        seen.forEach { $0.resume() }
        if let result { wake.resume(with: result) }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        let sleeper = state.sleepers.removeValue(forKey: number)
        if sleeper == nil { state.cancelled.insert(number) }
        return sleeper
      }
      sleeper?.wake.resume(throwing: CancellationError())
    }
  }

  /// Returns when someone sleeps until `duration` after the clock's beginning.
  func someoneSleeps(until duration: Duration) async {
    let until = Instant(offset: duration)
    await withCheckedContinuation { seen in
      let isThere = state.withLock { state in
        if state.sleepers.values.contains(where: { $0.until == until }) { return true }
        state.watchers.append((until, seen))
        return false
      }
      if isThere { seen.resume() }
    }
  }

  /// Moves time and wakes who slept until then.
  func advance(by duration: Duration) {
    let woken = state.withLock { state in
      state.now = state.now.advanced(by: duration)
      let due = state.sleepers.filter { $0.value.until <= state.now }
      due.keys.forEach { state.sleepers[$0] = nil }
      return due.values.map(\.wake)
    }
    woken.forEach { $0.resume() }
  }
}
