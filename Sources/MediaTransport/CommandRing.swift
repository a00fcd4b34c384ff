internal import Synchronization

/// A bounded queue from any thread to one media thread. The media thread never waits for it.
///
/// Work that ends something (`isUrgent`) may use all places, other work three quarters: calls can be closed even when
/// too many are being opened.
final class CommandRing<Element>: @unchecked Sendable {
  private struct State {
    var elements: [Element] = []
  }

  private let capacity: Int
  private let state: Mutex<State>

  init(capacity: Int) {
    self.capacity = capacity
    state = Mutex(State())
  }

  /// - Returns: false when there is no room; the element is not queued then.
  func push(_ element: consuming sending Element, isUrgent: Bool) -> Bool {
    // Handed over whole: the caller gives it up, the media thread takes it.
    nonisolated(unsafe) let element = element
    return state.withLock { state in
      guard state.elements.count < (isUrgent ? capacity : capacity * 3 / 4) else { return false }
      state.elements.append(element)
      return true
    }
  }

  /// Everything queued; nil when another thread is just adding, and then it wakes this one again.
  func takeAll() -> [Element]? {
    nonisolated(unsafe) var taken: [Element]?
    _ = state.withLockIfAvailable { state in
      taken = state.elements
      state.elements = []
    }
    return taken
  }
}
