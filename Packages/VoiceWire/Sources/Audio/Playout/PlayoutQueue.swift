internal import Synchronization

/// The agent's mouth: speech goes in as clips in chunks of any length, the media thread takes frames of 20 ms out, and
/// anyone may ask what was really played.
///
/// ```swift
/// let mouth = PlayoutQueue(rate: .hz8000)
/// mouth.enqueue(samples, clip: greeting)
/// mouth.finish(greeting)
/// mouth.pull(into: &frame, at: now)          // the media thread, each tick
/// mouth.position[greeting]?.samplesPlayed    // what the caller can have heard
/// ```
///
/// One lock guards it, held for a copy of one frame or the append of one chunk. On Linux `Mutex` is a futex with
/// priority inheritance (`FUTEX_LOCK_PI`), so a media thread under `SCHED_FIFO` that finds it taken lends its priority
/// to the holder instead of waiting behind other work. ``pull(into:at:)`` neither allocates nor frees: chunks that are
/// played are given back by the next ``enqueue(_:clip:)``, ``stop(fade:)`` or ``position``.
public final class PlayoutQueue: Sendable {
  public let rate: SampleRate
  /// How many samples may wait.
  public let capacity: Int

  private let state: Mutex<PlayoutState>

  /// - Parameter limit: how much audio may wait; ``enqueue(_:clip:)`` refuses what is beyond.
  public init(rate: SampleRate, limit: Duration = .seconds(120)) {
    self.rate = rate
    capacity = rate.samples(in: limit)
    state = Mutex(PlayoutState(rate: rate, capacity: capacity))
  }

  /// Appends `samples` to `clip`, which begins with its first chunk. Clips play in the order in which they began; a
  /// later chunk of an earlier clip plays where it is queued, so finish one clip before the next begins.
  ///
  /// - Returns: how many samples were accepted, counted from the first: fewer than given when the queue is full, none
  ///   when the clip was finished or stopped (the late chunk of a sentence that was interrupted).
  @discardableResult
  public func enqueue(_ samples: [Int16], clip: ClipID) -> Int {
    let (accepted, spent) = state.withLock { ($0.append(samples, clip: clip), $0.takeSpent()) }
    _ = consume spent
    return accepted
  }

  /// Says that no more chunks of `clip` follow. A clip that was never begun is noted as played out, empty.
  public func finish(_ clip: ClipID) { state.withLock { $0.finish(clip) } }

  /// Drops all that is queued, fading out over the first `fade` (at most 10 ms) of the next frame. Every open or
  /// waiting clip is stopped and takes no more samples; a pause ends. New clips may follow at once.
  public func stop(fade: Duration = .milliseconds(5)) {
    let samples = rate.samples(in: min(fade, .milliseconds(10)))
    let spent = state.withLock { $0.stop(fadeSamples: samples) }
    _ = consume spent
  }

  /// Fades out within 5 ms of the next frame and holds the rest until ``resume()``.
  public func pause() { state.withLock { $0.pause() } }

  /// Goes on where ``pause()`` held, fading in over 5 ms.
  public func resume() { state.withLock { $0.resume() } }

  /// Fills `frame` with what comes next, and with silence where nothing does. For the media thread, once a tick.
  ///
  /// - Parameter now: the media thread's time, kept as ``PlayoutPosition/Clip/startedAt`` of a clip that begins here.
  /// - Returns: whether any sample of a clip is in the frame.
  @discardableResult
  public func pull(into frame: inout MutableSpan<Int16>, at now: Duration) -> Bool {
    frame.withUnsafeMutableBufferPointer { pull(into: $0, at: now) }
  }

  /// As ``pull(into:at:)-(MutableSpan<Int16>,_)``, for an array.
  @discardableResult
  public func pull(into frame: inout [Int16], at now: Duration) -> Bool {
    frame.withUnsafeMutableBufferPointer { pull(into: $0, at: now) }
  }

  /// As ``pull(into:at:)-(MutableSpan<Int16>,_)``, for memory that someone else owns.
  @discardableResult
  public func pull(into frame: UnsafeMutableBufferPointer<Int16>, at now: Duration) -> Bool {
    nonisolated(unsafe) let frame = frame
    return state.withLock { $0.fill(frame, at: now) }
  }

  /// What was played so far. From any thread.
  public var position: PlayoutPosition {
    let (position, spent) = state.withLock { ($0.position, $0.takeSpent()) }
    _ = consume spent
    return position
  }

  /// Samples refused for want of room since the queue was made.
  public var refused: Int { state.withLock { $0.refused } }
}
