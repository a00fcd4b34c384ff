internal import CDatagrams
internal import Glibc
public import Logging
internal import Synchronization

/// One media thread: the sockets of its calls in an epoll, a tick every 20 ms, commands through a bounded ring.
///
/// The thread asks for SCHED_FIFO and goes on without it (`health` says which): with it ticks are on time on a busy
/// machine.
public final class MediaLoop<Endpoint: MediaEndpoint>: Sendable {
  private let ring = CommandRing<LoopOrder<Endpoint>>(capacity: 4096)
  private let waker: Int32
  private let ports: MediaPorts
  private let thread = Mutex<pthread_t?>(nil)
  private let shared = Mutex(MediaLoopHealth())
  private let log: Logger

  /// The loop runs when `start` is called.
  public init(ports: MediaPorts, log: Logger) throws(MediaTransportError) {
    self.ports = ports
    self.log = log
    waker = datagrams_waker_new()
    if waker < 0 { throw .system(call: "eventfd", errno: -waker) }
  }

  deinit { datagrams_close(waker) }

  public var health: MediaLoopHealth { shared.withLock { $0 } }

  /// Starts the thread, which keeps the loop alive until `stop`.
  public func start() throws(MediaTransportError) {
    let run = try LoopRun(ring: ring, waker: waker, ports: ports) { [self] health in shared.withLock { $0 = health } }
    let body = ThreadBody { [self] in
      datagrams_name_thread("media")
      let isRealtime = datagrams_make_realtime(10) == 0
      log.info("media thread runs", metadata: ["scheduling": isRealtime ? "fifo" : "normal"])
      run.run(isRealtime: isRealtime)
    }
    let context = Unmanaged.passRetained(body)
    var id = pthread_t()
    let code = pthread_create(
      &id, nil,
      { context in
        if let context { Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().body() }
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      throw .system(call: "pthread_create", errno: code)
    }
    thread.withLock { $0 = id }
  }

  /// Gives a line and the endpoint at our end of it to the thread.
  public func add(_ endpoint: sending Endpoint, on line: MediaLine) throws(MediaTransportError) {
    try order(.add(line, endpoint))
  }

  /// Hands a command to the endpoint of a line; ignored when the line is closed.
  public func perform(_ command: sending Endpoint.Command, on line: LineID) throws(MediaTransportError) {
    try order(.perform(line, command))
  }

  /// Lets the endpoint say its last word, closes the sockets and gives the ports back.
  public func remove(_ line: LineID) throws(MediaTransportError) {
    try order(.remove(line), isUrgent: true)
  }

  /// Ends all lines and waits for the thread.
  public func stop() {
    guard let id = thread.withLock({ thread in thread.take() }) else { return }
    while !ring.push(.stop, isUrgent: true) { sched_yield() }
    datagrams_wake(waker)
    pthread_join(id, nil)
  }

  private func order(
    _ order: sending LoopOrder<Endpoint>, isUrgent: Bool = false
  ) throws(MediaTransportError) {
    guard ring.push(order, isUrgent: isUrgent) else { throw .overloaded }
    datagrams_wake(waker)
  }
}

/// What the thread is to do.
enum LoopOrder<Endpoint: MediaEndpoint> {
  case add(MediaLine, Endpoint)
  case perform(LineID, Endpoint.Command)
  case remove(LineID)
  case stop
}

/// Carries a closure through the C callback.
private final class ThreadBody {
  let body: () -> Void

  init(_ body: @escaping () -> Void) {
    self.body = body
  }
}
