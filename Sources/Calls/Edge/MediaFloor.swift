public import Logging
public import MediaTransport
import Synchronization

/// Opens the media of calls on the ports and media threads of this node.
public final class MediaFloor: MediaDesk {
  let events: MediaEventQueue
  private let loop: MediaLoop<MediaSession>
  private let ports: MediaPorts
  private let log: Logger
  private let listeners = Mutex<[LineID: @Sendable (CallEvent) -> Void]>([:])
  private let running = Mutex(false)
  private let wakes: AsyncStream<Void>
  private let waker: AsyncStream<Void>.Continuation

  /// - Parameters:
  ///   - range: UDP ports, two a call.
  ///   - address: the local address to bind; `::` for all of IPv4 and IPv6.
  public init(range: ClosedRange<UInt16>, address: String, log: Logger) throws(MediaTransportError) {
    let (wakes, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    self.wakes = wakes
    self.waker = waker
    self.log = log
    events = MediaEventQueue { waker.yield() }
    ports = try MediaPorts(range: range, bindHost: address)
    loop = try MediaLoop(ports: ports, log: log)
  }

  public func start() throws(MediaTransportError) {
    try loop.start()
    running.withLock { $0 = true }
  }

  /// Ends all lines.
  public func stop() {
    running.withLock { $0 = false }
    loop.stop()
    waker.finish()
  }

  public var isRunning: Bool { running.withLock { $0 } }
  public var health: MediaLoopHealth { loop.health }

  /// Passes events on to their calls until ``stop()``.
  public func run() async {
    for await _ in wakes {
      for (line, event) in events.takeAll() {
        listeners.withLock { $0[line] }?(CallEvent(event))
      }
    }
  }

  public func open(onEvent: @escaping @Sendable (CallEvent) -> Void) throws(MediaRefusal) -> any CallMedia {
    let line: MediaLine
    do { line = try ports.open() } catch { throw MediaRefusal(status: 503, explanation: error.description) }
    listeners.withLock { $0[line.id] = onEvent }
    return LineMedia(line: line, floor: self)
  }

  func add(_ session: sending MediaSession, on line: MediaLine) {
    do { try loop.add(session, on: line) } catch {
      log.error("a call has no media", metadata: ["error": "\(error)"])
      // No session will ever say so: the call must not stay up without sound.
      listeners.withLock { $0[line.id] }?(.soundStopped)
      giveBack(line)
    }
  }

  func perform(_ command: MediaCommand, on line: MediaLine) {
    do { try loop.perform(command, on: line.id) } catch {
      log.error("a call's media cannot be changed", metadata: ["error": "\(error)"])
    }
  }

  func remove(_ line: MediaLine) {
    listeners.withLock { $0[line.id] = nil }
    do { try loop.remove(line.id) } catch {
      log.error("a call's media cannot be closed", metadata: ["error": "\(error)"])
    }
  }

  /// Closes a line that never got a session.
  func giveBack(_ line: MediaLine) {
    listeners.withLock { $0[line.id] = nil }
    ports.close(line)
  }
}

extension CallEvent {
  init(_ event: MediaEvent) {
    switch event {
    case .soundArrived: self = .soundArrived
    case .digit(let key): self = .digit(key)
    case .soundStopped: self = .soundStopped
    }
  }
}
