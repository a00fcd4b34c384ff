public import Logging
public import NIOCore
internal import NIOPosix
public import SIP

/// SIP over UDP and TCP: the sockets, the clock and the loop of one `UserAgent`.
///
/// Everything happens on one event loop. Events are delivered there, in order, and must not block; commands may be given
/// from any thread, from inside an event as well.
public final class SIPService: Sendable {
  private let configuration: Configuration
  private let loop: any EventLoop
  private let logger: Logger
  private let events: @Sendable (LegID, LegEvent) -> Void
  private let outside: @Sendable (OutsideEvent) -> Void
  private let trace: (@Sendable (TracedMessage) -> Void)?
  private let shell: NIOLoopBoundBox<UserAgentShell?>
  private let listening: NIOLoopBoundBox<[any Channel]>

  /// Takes one loop of the group and opens nothing yet.
  public init(
    configuration: Configuration, group: any EventLoopGroup, logger: Logger,
    events: @escaping @Sendable (LegID, LegEvent) -> Void,
    outside: @escaping @Sendable (OutsideEvent) -> Void = { _ in },
    trace: (@Sendable (TracedMessage) -> Void)? = nil
  ) {
    self.configuration = configuration
    self.logger = logger
    self.events = events
    self.outside = outside
    self.trace = trace
    loop = group.next()
    shell = NIOLoopBoundBox.makeEmptyBox(eventLoop: loop)
    listening = NIOLoopBoundBox.makeBoxSendingValue([], eventLoop: loop)
  }

  /// Opens the listeners and serves until `shutdown`. Gives them back with the ports the system chose.
  ///
  /// Throws when one cannot be opened; then none stays open. To be called once.
  public func start() async throws(SIPServiceError) -> [Listener] {
    var opened: [(listener: Listener, channel: any Channel)] = []
    for listener in configuration.listeners {
      do {
        let channel =
          switch listener.transport {
          case .udp: try await openSocket(listener)
          case .tcp: try await openListener(listener)
          case .tls, .ws, .wss:
            throw SIPServiceError(
              code: .unsupportedTransport,
              message: "SIP over \(listener.transport.token) is not served here; listen on UDP or TCP")
          }
        var bound = listener
        bound.port = channel.localAddress?.port ?? listener.port
        opened.append((bound, channel))
      } catch {
        for (_, channel) in opened { try? await channel.close() }
        throw error as? SIPServiceError ?? SIPServiceError(error, binding: listener)
      }
    }
    let listeners = opened.map(\.listener)
    let channels = opened
    do {
      try await loop.submit { self.serve(channels) }.get()
    } catch {
      throw SIPServiceError(code: .other, message: "the SIP loop is gone: \(error)")
    }
    return listeners
  }

  /// Asks something of a leg; nothing happens when the leg is over.
  public func perform(_ command: LegCommand, on leg: LegID) {
    loop.execute { self.shell.value?.perform(command, on: leg) }
  }

  /// Asks for something outside of calls.
  public func perform(_ command: OutsideCommand) {
    loop.execute { self.shell.value?.perform(command) }
  }

  /// From now on new calls and probes are answered 503.
  public func drain() {
    loop.execute { self.shell.value?.drain() }
  }

  /// How many legs are not over.
  public func legCount() async -> Int {
    (try? await loop.submit { self.shell.value?.legCount ?? 0 }.get()) ?? 0
  }

  /// How many TCP connections are open.
  public func connectionCount() async -> Int {
    (try? await loop.submit { self.shell.value?.connectionCount ?? 0 }.get()) ?? 0
  }

  /// Drains, waits for the legs that are left (hang them up before) at most `grace`, and closes every socket.
  public func shutdown(grace: Duration = .seconds(2)) async {
    let emptied = loop.flatSubmit { () -> EventLoopFuture<Void> in
      guard let shell = self.shell.value else { return self.loop.makeSucceededVoidFuture() }
      let limit = self.loop.scheduleTask(in: TimeAmount(grace)) { self.shell.value?.stopWaiting() }
      return shell.emptied().always { _ in limit.cancel() }
    }
    let closed = emptied.flatMap { () -> EventLoopFuture<Void> in
      let listeners = self.listening.value.map { channel in
        let promise = self.loop.makePromise(of: Void.self)
        channel.close(promise: promise)
        return promise.futureResult
      }
      let rest = self.shell.value?.close() ?? self.loop.makeSucceededVoidFuture()
      self.listening.value = []
      self.shell.value = nil
      return EventLoopFuture.andAllComplete(listeners + [rest], on: self.loop)
    }
    try? await closed.get()
  }

  // MARK: Opening

  private func openSocket(_ listener: Listener) async throws -> any Channel {
    let limit = configuration.limits.maximumMessageLength
    let shell = shell
    return try await DatagramBootstrap(group: loop)
      .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 65_535))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            DatagramHandler(maximumMessageLength: limit) { shell.value })
        }
      }
      .bind(host: listener.host, port: listener.port).get()
  }

  private func openListener(_ listener: Listener) async throws -> any Channel {
    let limits = configuration.limits
    let shell = shell
    return try await ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard let owner = shell.value else { throw ChannelError.ioOnClosedChannel }
          try channel.pipeline.syncOperations.addHandler(ConnectionHandler(owner: owner, limits: limits))
        }
      }
      .bind(host: listener.host, port: listener.port).get()
  }

  /// On the loop: makes the user agent, now that the ports are known.
  private func serve(_ opened: [(listener: Listener, channel: any Channel)]) {
    var settings = configuration.userAgent
    for (listener, _) in opened where settings.advertised[listener.transport] == nil {
      if let address = configuration.publicAddress {
        settings.advertised[listener.transport] = HostPort(host: address, port: listener.port)
      }
    }
    let sockets = opened.filter { $0.listener.transport == .udp }.compactMap { entry in
      entry.channel.localAddress.flatMap { HostPort($0) }.map {
        UserAgentShell.Socket(bound: $0, channel: entry.channel)
      }
    }
    listening.value = opened.filter { $0.listener.transport == .tcp }.map(\.channel)
    shell.value = UserAgentShell(
      agent: UserAgent(configuration: settings), loop: loop, sockets: sockets, limits: configuration.limits,
      listeningPort: opened.first { $0.listener.transport == .tcp }?.listener.port, logger: logger, events: events, outside: outside,
      trace: trace, dial: { self.dial($0) })
  }

  private func dial(_ address: HostPort) -> EventLoopFuture<Void> {
    let limits = configuration.limits
    let shell = shell
    return ClientBootstrap(group: loop)
      .connectTimeout(TimeAmount(limits.connectTimeout))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard let owner = shell.value else { throw ChannelError.ioOnClosedChannel }
          try channel.pipeline.syncOperations.addHandler(
            ConnectionHandler(owner: owner, limits: limits, dialled: address))
        }
      }
      .connect(host: address.host, port: address.port).map { _ in }
  }
}
