internal import Agents
internal import Audio
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Keeps one voice sidecar running and hands requests to it.
///
/// ``run()`` starts it, serves it, and starts it again with growing pauses when it ends, breaks the protocol or does not
/// answer a ping. While it is away every request fails at once with ``EngineError/Code/unavailable``.
final class VoiceSidecar: Sendable {
  static let engine = "text_to_speech"
  static let rate = SampleRate.hz24000
  private static let pingInterval = Duration.seconds(5)
  /// It loads within a second on an idle machine; a loaded one takes its time.
  private static let startLimit = Duration.seconds(30)

  private typealias Reply = AsyncThrowingStream<SpeechClip, any Error>.Continuation

  private struct State {
    var session = SidecarSession()
    /// Nil while there is no connection.
    var outbox: AsyncStream<SidecarFrame>.Continuation?
    var replies: [UInt32: Reply] = [:]
    var version: String?
    /// Closed when the sidecar can speak.
    var waiters: [AsyncStream<Never>.Continuation] = []
  }

  private let launcher: any SidecarLauncher
  private let group: any EventLoopGroup
  private let clock: any Clock<Duration>
  private let log: Logger
  private let state = Mutex(State())

  init(
    launcher: any SidecarLauncher, group: any EventLoopGroup, clock: any Clock<Duration> = ContinuousClock(),
    log: Logger
  ) {
    self.launcher = launcher
    self.group = group
    self.clock = clock
    self.log = log
  }

  /// The version of the voice while the sidecar can speak.
  var version: String? { state.withLock { $0.session.isReady ? $0.version : nil } }

  /// Returns when the sidecar can speak, or after `limit`.
  func waitUntilReady(atMost limit: Duration) async {
    let ready = AsyncStream<Never> { waiter in
      let isReady = state.withLock { state in
        if !state.session.isReady { state.waiters.append(waiter) }
        return state.session.isReady
      }
      if isReady { waiter.finish() }
    }
    await withTaskGroup { group in
      group.addTask { for await _ in ready {} }
      group.addTask { [clock] in try? await clock.sleep(for: limit) }
      await group.next()
      group.cancelAll()
    }
  }

  /// Serves until the task is cancelled.
  func run() async {
    var delay = RestartDelay()
    while !Task.isCancelled {
      let lasted = await clock.measureRun { await serveOnce() }
      if Task.isCancelled { return }
      let pause = delay.afterRun(lasting: lasted)
      log.warning("voice sidecar ended; starting it again", metadata: ["in": "\(pause)"])
      do { try await clock.sleep(for: pause) } catch { return }
    }
  }

  /// The speech of `text`, a sentence at a time.
  func speech(for text: String, speed: Double) -> AsyncThrowingStream<SpeechClip, any Error> {
    AsyncThrowingStream { reply in
      let request: UInt32? = state.withLock { state in
        guard state.session.isReady, let outbox = state.outbox else { return nil }
        let frame = state.session.speak(text, speed: speed)
        state.replies[frame.request] = reply
        outbox.yield(frame)
        return frame.request
      }
      guard let request else { return reply.finish(throwing: Self.away) }
      reply.onTermination = { [weak self] ending in
        guard case .cancelled = ending else { return }
        self?.cancel(request)
      }
    }
  }

  private static let away = EngineError(
    engine: engine, code: .unavailable, message: "the voice sidecar is not running; see the log for why")

  private func cancel(_ request: UInt32) {
    state.withLock { state in
      state.replies[request] = nil
      if let frame = state.session.cancel(request) { state.outbox?.yield(frame) }
    }
  }

  /// One run of the sidecar, from its start to its end.
  private func serveOnce() async {
    do {
      let sidecar = try launcher.launch()
      defer { sidecar.end() }
      let channel = try await ClientBootstrap(group: group).withConnectedSocket(sidecar.socket) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(
            ByteToMessageHandler(SidecarFrameDecoder()), MessageToByteHandler(SidecarFrameEncoder()))
          return try NIOAsyncChannel<SidecarFrame, SidecarFrame>(wrappingChannelSynchronously: channel)
        }
      }
      try await serve(channel)
    } catch is CancellationError {
    } catch {
      log.warning("voice sidecar failed", metadata: ["problem": "\(error)"])
    }
  }

  private func serve(_ channel: NIOAsyncChannel<SidecarFrame, SidecarFrame>) async throws {
    let (frames, outbox) = AsyncStream.makeStream(of: SidecarFrame.self)
    state.withLock { $0.outbox = outbox }
    defer { loseConnection() }
    try await channel.executeThenClose { inbound, outbound in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { for await frame in frames { try await outbound.write(frame) } }
        group.addTask { for try await frame in inbound { try self.receive(frame) } }
        group.addTask { try await self.watch() }
        // Whichever ends first ends the connection.
        defer { group.cancelAll() }
        try await group.next()
      }
    }
  }

  /// Fails when the sidecar does not get ready, or later does not answer.
  private func watch() async throws {
    try await clock.sleep(for: Self.startLimit)
    while true {
      let frame = state.withLock { $0.session.isReady ? $0.session.ping() : nil }
      guard let frame else { throw EngineProblem("it does not answer") }
      state.withLock { _ = $0.outbox?.yield(frame) }
      try await clock.sleep(for: Self.pingInterval)
    }
  }

  private func receive(_ frame: SidecarFrame) throws {
    // Replies are resumed outside of the lock: they may end a request of their own.
    let (effect, reply) = state.withLock { state -> (SidecarSession.Effect?, Reply?) in
      let effect = state.session.receive(frame)
      switch effect {
      case .speech(let request, _): return (effect, state.replies[request])
      case .finish(let request), .fail(let request, _): return (effect, state.replies.removeValue(forKey: request))
      case .ready(let version):
        state.version = version
        return (effect, nil)
      case .abandon, nil: return (effect, nil)
      }
    }
    switch effect {
    case .ready(let version):
      let waiters = state.withLock { state in
        defer { state.waiters = [] }
        return state.waiters
      }
      waiters.forEach { $0.finish() }
      log.info("voice sidecar is ready", metadata: ["version": "\(version)"])
    case .speech(_, let samples): reply?.yield(SpeechClip(samples: samples, rate: Self.rate))
    case .finish: reply?.finish()
    case .fail(_, let message):
      reply?.finish(throwing: EngineError(engine: Self.engine, code: .failed, message: "the voice failed: \(message)"))
    case .abandon: throw EngineProblem("it sent what only the server may send")
    case nil: break
    }
  }

  private func loseConnection() {
    let replies = state.withLock { state in
      _ = state.session.lost()
      state.outbox?.finish()
      state.outbox = nil
      defer { state.replies = [:] }
      return Array(state.replies.values)
    }
    let error = EngineError(engine: Self.engine, code: .failed, message: "the voice sidecar ended while it spoke")
    for reply in replies { reply.finish(throwing: error) }
  }
}

extension Clock<Duration> {
  /// How long `body` took.
  fileprivate func measureRun(_ body: () async -> Void) async -> Duration {
    let start = now
    await body()
    return start.duration(to: now)
  }
}
