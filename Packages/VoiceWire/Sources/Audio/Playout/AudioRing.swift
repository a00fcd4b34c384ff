internal import Synchronization

/// A queue of 16-bit samples between two threads: exactly one writes, exactly one reads, neither ever waits.
///
/// It is the agent's ear: the media thread writes what the caller says, the agent loop drains it. A full ring refuses
/// the newest samples and counts them in ``dropped``; what is already in it keeps its order.
///
/// Each index is stored by one side with release order and loaded by the other with acquire order, so the samples
/// between them are visible before the index that announces them.
public final class AudioRing: @unchecked Sendable {
  /// How many samples fit.
  public let capacity: Int

  private let storage: UnsafeMutablePointer<Int16>
  /// Samples ever written; only the writer stores it.
  private let written = Atomic<Int>(0)
  /// Samples ever read; only the reader stores it.
  private let taken = Atomic<Int>(0)
  private let refused = Atomic<Int>(0)

  /// - Parameter capacity: in samples; below 1 becomes 1.
  public init(capacity: Int) {
    self.capacity = max(1, capacity)
    storage = .allocate(capacity: self.capacity)
    storage.initialize(repeating: 0, count: self.capacity)
  }

  deinit { storage.deallocate() }

  /// Samples that wait to be read. Exact for either side at the moment it asks: the other can only move it one way.
  public var available: Int {
    let end = written.load(ordering: .acquiring)
    return max(0, end - taken.load(ordering: .acquiring))
  }

  /// Samples refused since the ring was made, for want of room.
  public var dropped: Int { refused.load(ordering: .relaxed) }

  /// Takes as many of `samples` as fit, from the first on. Only for the writing thread.
  /// - Returns: how many were taken; the rest is added to ``dropped``.
  @discardableResult
  public func write(_ samples: Span<Int16>) -> Int {
    samples.withUnsafeBufferPointer { write($0) }
  }

  /// As ``write(_:)-(Span<Int16>)``, for an array.
  @discardableResult
  public func write(_ samples: [Int16]) -> Int {
    samples.withUnsafeBufferPointer { write($0) }
  }

  /// As ``write(_:)-(Span<Int16>)``, for memory that someone else owns.
  @discardableResult
  public func write(_ samples: UnsafeBufferPointer<Int16>) -> Int {
    let end = written.load(ordering: .relaxed)
    let free = capacity - (end - taken.load(ordering: .acquiring))
    let count = min(free, samples.count)
    if count < samples.count { refused.wrappingAdd(samples.count - count, ordering: .relaxed) }
    guard count > 0, let source = samples.baseAddress else { return 0 }
    let start = end % capacity
    let first = min(count, capacity - start)
    (storage + start).update(from: source, count: first)
    storage.update(from: source + first, count: count - first)
    written.store(end + count, ordering: .releasing)
    return count
  }

  /// Moves the oldest samples into `samples`, from its first place on. Only for the reading thread.
  /// - Returns: how many were moved; places beyond are left as they were.
  public func read(into samples: inout MutableSpan<Int16>) -> Int {
    samples.withUnsafeMutableBufferPointer { read(into: $0) }
  }

  /// As ``read(into:)-(MutableSpan<Int16>)``, for an array.
  public func read(into samples: inout [Int16]) -> Int {
    samples.withUnsafeMutableBufferPointer { read(into: $0) }
  }

  /// As ``read(into:)-(MutableSpan<Int16>)``, for memory that someone else owns.
  public func read(into samples: UnsafeMutableBufferPointer<Int16>) -> Int {
    let position = taken.load(ordering: .relaxed)
    let count = min(written.load(ordering: .acquiring) - position, samples.count)
    guard count > 0, let target = samples.baseAddress else { return 0 }
    let start = position % capacity
    let first = min(count, capacity - start)
    target.update(from: storage + start, count: first)
    (target + first).update(from: storage, count: count - first)
    taken.store(position + count, ordering: .releasing)
    return count
  }

  /// Throws away the oldest `count` samples at most. Only for the reading thread.
  /// - Returns: how many went.
  @discardableResult
  public func skip(_ count: Int) -> Int {
    let position = taken.load(ordering: .relaxed)
    let skipped = min(written.load(ordering: .acquiring) - position, max(0, count))
    taken.store(position + skipped, ordering: .releasing)
    return skipped
  }
}
