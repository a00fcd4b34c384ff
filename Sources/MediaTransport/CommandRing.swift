internal import Synchronization

/// A bounded queue from any thread to one media thread. The media thread never waits for it.
///
/// Work that ends something (`isUrgent`) may use all places, other work three quarters: calls can be closed even when
/// too many are being opened.
final class CommandRing<Element>: Sendable {
  /// What is handed over whole: the sender gives it up, the media thread takes it.
  struct Handover: @unchecked Sendable {
    let element: Element
  }

  private let capacity: Int
  private let queue = Mutex<[Handover]>([])

  init(capacity: Int) {
    self.capacity = capacity
  }

  /// - Returns: false when there is no room; the element is not queued then.
  func push(_ element: sending Element, isUrgent: Bool = false) -> Bool {
    let handover = Handover(element: element)
    let places = isUrgent ? capacity : capacity * 3 / 4
    return queue.withLock { queue in
      guard queue.count < places else { return false }
      queue.append(handover)
      return true
    }
  }

  /// Everything queued; nil when another thread is adding at this moment.
  func takeAll() -> [Handover]? {
    queue.withLockIfAvailable { queue in
      defer { queue = [] }
      return queue
    }
  }
}
