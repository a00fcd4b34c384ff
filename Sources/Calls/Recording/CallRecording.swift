public import Audio
internal import Synchronization

/// The recording of one call, as it is made: the media thread puts a frame of each side in, ``RecordingWriter`` takes
/// them out.
///
/// Both sides are put in together and dropped together, so they stay aligned. A disk that stands still for longer than
/// the rings hold costs samples, never the call.
public final class CallRecording: Sendable {
  /// The name of the file, without folder and ending.
  public let name: String
  public let rate: SampleRate

  let caller: AudioRing
  let agent: AudioRing

  private struct Progress {
    var outcome: RecordingOutcome?
    var waiting: [CheckedContinuation<RecordingOutcome, Never>] = []
  }

  private let progress = Mutex(Progress())
  /// False once it is closed or has failed: nothing more is put in.
  private let takesFrames = Atomic<Bool>(true)
  private let dropped = Atomic<Int>(0)

  init(name: String, rate: SampleRate, capacity: Duration) {
    self.name = name
    self.rate = rate
    caller = AudioRing(capacity: rate.samples(in: capacity))
    agent = AudioRing(capacity: rate.samples(in: capacity))
  }

  /// Adds the same stretch of time of both sides, as long as the shorter one. For the media thread; never waits.
  public func record(caller callerFrame: Span<Int16>, agent agentFrame: Span<Int16>) {
    guard takesFrames.load(ordering: .relaxed) else { return }
    let count = min(callerFrame.count, agentFrame.count)
    guard caller.capacity - caller.available >= count, agent.capacity - agent.available >= count else {
      dropped.wrappingAdd(count, ordering: .relaxed)
      return
    }
    caller.write(callerFrame.extracting(first: count))
    agent.write(agentFrame.extracting(first: count))
  }

  /// Ends the recording; what is in it will be written. The media thread must have put its last frame in.
  public func close() { takesFrames.store(false, ordering: .releasing) }

  /// Ends the recording and waits until its file stands, or until it is clear that there will be none.
  public func finish() async -> RecordingOutcome {
    close()
    return await outcome()
  }

  /// Waits for the end of the recording.
  public func outcome() async -> RecordingOutcome {
    await withCheckedContinuation { continuation in
      let known = progress.withLock { progress in
        if progress.outcome == nil { progress.waiting.append(continuation) }
        return progress.outcome
      }
      if let known { continuation.resume(returning: known) }
    }
  }

  /// Why there will be no file, as soon as that is clear; the call goes on.
  public var failure: String? {
    guard case .failed(let reason) = progress.withLock({ $0.outcome }) else { return nil }
    return reason
  }

  var isClosed: Bool { !takesFrames.load(ordering: .acquiring) }

  var samplesDropped: Int { dropped.load(ordering: .relaxed) }

  /// Tells everyone who waits. The first outcome stands.
  func end(_ outcome: RecordingOutcome) {
    close()
    let waiting = progress.withLock { progress in
      guard progress.outcome == nil else { return [CheckedContinuation<RecordingOutcome, Never>]() }
      progress.outcome = outcome
      defer { progress.waiting = [] }
      return progress.waiting
    }
    for continuation in waiting { continuation.resume(returning: outcome) }
  }
}
