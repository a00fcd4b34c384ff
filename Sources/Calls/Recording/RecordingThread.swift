internal import Foundation

/// The thread that writes recordings: a step every 200 ms, and a last one when it is stopped.
public final class RecordingThread: @unchecked Sendable {
  private enum State {
    case idle
    case running
    /// Told to end; the thread takes its last step.
    case stopping
    case ended
  }

  private let writer: RecordingWriter
  private let interval: TimeInterval
  /// Guards `state`.
  private let condition = NSCondition()
  private var state = State.idle

  public init(_ writer: RecordingWriter, every interval: Duration = .milliseconds(200)) {
    self.writer = writer
    self.interval = Double(interval.components.seconds) + Double(interval.components.attoseconds) / 1e18
  }

  /// Begins to write. A second call does nothing.
  public func start() {
    condition.lock()
    defer { condition.unlock() }
    guard state == .idle else { return }
    state = .running
    let thread = Thread { self.run() }
    thread.name = "recordings"
    thread.start()
  }

  /// Closes all recordings, and returns when their files stand.
  public func stop() {
    condition.lock()
    defer { condition.unlock() }
    guard state == .running || state == .stopping else { return }
    state = .stopping
    condition.broadcast()
    while state != .ended { condition.wait() }
  }

  private func run() {
    condition.lock()
    while state == .running {
      if condition.wait(until: Date(timeIntervalSinceNow: interval)) { continue }
      condition.unlock()
      writer.step()
      condition.lock()
    }
    condition.unlock()
    writer.finishAll()
    condition.lock()
    state = .ended
    condition.broadcast()
    condition.unlock()
  }
}
