public import MediaTransport
internal import Synchronization

/// Events of calls on their way from the media threads to whoever controls them: bounded, and woken once for many.
///
/// What does not fit is dropped and counted: a flood of keys, never the end of a call, which does not pass here.
public final class MediaEventQueue: Sendable {
  private struct State {
    var events: [(line: LineID, event: MediaEvent)] = []
    var dropped = 0
  }

  private let capacity: Int
  private let state = Mutex(State())
  private let wake: @Sendable () -> Void

  /// - Parameter wake: called on a media thread when the queue stops being empty; it must not block.
  public init(capacity: Int = 1024, wake: @escaping @Sendable () -> Void) {
    self.capacity = capacity
    self.wake = wake
    state.withLock { $0.events.reserveCapacity(capacity) }
  }

  /// Events that found no room.
  public var dropped: Int { state.withLock { $0.dropped } }

  /// Everything since the last call, in order.
  public func takeAll() -> [(line: LineID, event: MediaEvent)] {
    state.withLock { state in
      let taken = Array(state.events)
      state.events.removeAll(keepingCapacity: true)
      return taken
    }
  }

  func post(_ event: MediaEvent, of line: LineID) {
    let isFirst = state.withLock { state in
      guard state.events.count < capacity else {
        state.dropped += 1
        return false
      }
      state.events.append((line, event))
      return state.events.count == 1
    }
    if isFirst { wake() }
  }
}
