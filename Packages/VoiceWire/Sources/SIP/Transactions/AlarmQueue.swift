/// Deadlines by key, soonest first: one alarm for thousands of them.
struct AlarmQueue<Key: Hashable & Sendable>: Sendable {
  private struct Entry {
    var at: Duration
    var key: Key
  }

  private var current: [Key: Duration] = [:]
  /// A binary heap; entries that `current` no longer confirms are stale and dropped when they surface.
  private var heap: [Entry] = []

  /// The soonest deadline.
  var deadline: Duration? { heap.first?.at }

  /// Sets, moves or (nil) removes the deadline of a key.
  mutating func set(_ key: Key, to deadline: Duration?) {
    guard current[key] != deadline else { return }
    current[key] = deadline
    if let deadline { push(Entry(at: deadline, key: key)) }
    dropStale()
    // Deadlines far off that were moved again and again do not surface for long.
    if heap.count > 2 * current.count + 64 { rebuild() }
  }

  /// Takes one key whose deadline has come.
  mutating func popDue(at now: Duration) -> Key? {
    guard let first = heap.first, first.at <= now else { return nil }
    current[first.key] = nil
    dropStale()
    return first.key
  }

  private mutating func rebuild() {
    heap.removeAll(keepingCapacity: true)
    for (key, at) in current { push(Entry(at: at, key: key)) }
  }

  private mutating func dropStale() {
    while let first = heap.first, current[first.key] != first.at { removeFirst() }
  }

  private mutating func push(_ entry: Entry) {
    heap.append(entry)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].at < heap[parent].at else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var smallest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].at < heap[smallest].at {
        smallest = child
      }
      guard smallest != parent else { return }
      heap.swapAt(parent, smallest)
      parent = smallest
    }
  }
}
