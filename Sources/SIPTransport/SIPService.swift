public import Logging
public import NIOCore
internal import NIOPosix
public import SIP
internal import Synchronization

/// SIP over UDP, TCP, TLS and WebSockets: the sockets, the clock and the loop of one `UserAgent`.
///
/// Everything happens on one event loop. Events are delivered there, in order, and must not block; commands may be given
/// from any thread, from inside an event as well.
public final class SIPService: Sendable {
  private let configuration: Configuration
  let loop: any EventLoop
  private let logger: Logger
  private let events: @Sendable (LegID, LegEvent) -> Void
  private let outside: @Sendable (OutsideEvent) -> Void
  private let trace: (@Sendable (TracedMessage) -> Void)?
  let shell: NIOLoopBoundBox<UserAgentShell?>
  private let listening: NIOLoopBoundBox<[any Channel]>
  private let pipeline: NIOLoopBoundBox<ConnectionPipeline?>
  private let seeker: NIOLoopBoundBox<MappedAddressSeeker?>
  private let seen = Mutex<HostPort?>(nil)
  private let bound = Mutex<[Place]>([])
  let resolver: TargetResolver

  /// Where we listen, and what peers are told of it.
  struct Place: Sendable {
    var transport: TransportProtocol
    var address: LocalAddress
  }

  /// Takes one loop of the group and opens nothing yet.
  public init(
    configuration: Configuration, group: any EventLoopGroup, logger: Logger,
    events: @escaping @Sendable (LegID, LegEvent) -> Void,
    outside: @escaping @Sendable (OutsideEvent) -> Void = { _ in },
    trace: (@Sendable (TracedMessage) -> Void)? = nil, names: any NameLookup = SystemNames()
  ) {
    resolver = TargetResolver(lookup: names)
    self.configuration = configuration
    self.logger = logger
    self.events = events
    self.outside = outside
    self.trace = trace
    loop = group.next()
    shell = NIOLoopBoundBox.makeEmptyBox(eventLoop: loop)
    listening = NIOLoopBoundBox.makeBoxSendingValue([], eventLoop: loop)
    pipeline = NIOLoopBoundBox.makeEmptyBox(eventLoop: loop)
    seeker = NIOLoopBoundBox.makeEmptyBox(eventLoop: loop)
  }

  /// Opens the listeners and serves until `shutdown`. Gives them back with the ports the system chose.
  ///
  /// Throws when one cannot be opened; then none stays open. To be called once.
  public func start() async throws(SIPServiceError) -> [Listener] {
    try await prepare()
    var opened: [(listener: Listener, channel: any Channel)] = []
    for var listener in configuration.listeners {
      if listener.isOptional, listener.port == 0 {
        listener.port = opened.first { $0.listener.transport == listener.transport }?.listener.port ?? 0
      }
      do {
        let channel = listener.transport == .udp ? try await openSocket(listener) : try await openListener(listener)
        var bound = listener
        bound.port = channel.localAddress?.port ?? listener.port
        opened.append((bound, channel))
      } catch {
        if listener.isOptional {
          logger.debug(
            "a listener is left out",
            metadata: [
              "address": "\(listener.transport.token) \(HostPort(host: listener.host, port: listener.port))",
              "why": "\(error)",
            ])
          continue
        }
        for (_, channel) in opened { try? await channel.close() }
        throw error as? SIPServiceError ?? SIPServiceError(error, binding: listener)
      }
    }
    let listeners = opened.map(\.listener)
    let channels = opened
    bound.withLock { places in
      places = listeners.map { listener in
        Place(
          transport: listener.transport,
          address: LocalAddress(bound: HostPort(host: listener.host, port: listener.port)))
      }
    }
    let mapped = await mappedAddress(of: channels)
    do {
      try await loop.submit { self.serve(channels, mapped: mapped) }.get()
    } catch {
      throw SIPServiceError(code: .other, message: "the SIP loop is gone: \(error)")
    }
    return listeners
  }

  /// What a STUN server said at the start of our UDP port; nil when none was asked, or none answered.
  public var mappedAddress: HostPort? { seen.withLock { $0 } }

  var places: [Place] { bound.withLock { $0 } }
  var canDialTLS: Bool { configuration.tls != nil }

  /// Asks something of a leg; nothing happens when the leg is over.
  public func perform(_ command: LegCommand, on leg: LegID) {
    loop.execute { self.shell.value?.perform(command, on: leg) }
  }

  /// Asks for something outside of calls.
  public func perform(_ command: OutsideCommand) {
    loop.execute { self.shell.value?.perform(command) }
  }

  /// From now on the networks of these addresses and ranges are never limited, beside the machine itself.
  public func trust(_ networks: [String]) {
    let set = NetworkSet(networks + Self.thisMachine)
    loop.execute { self.shell.value?.trust(set) }
  }

  /// Somebody we know sends from this address: what it used up of its allowance is forgiven.
  public func welcome(_ host: String) {
    loop.execute { self.shell.value?.welcome(host) }
  }

  /// What came of the messages that were received so far.
  public func strangerCounts() async -> Strangers.Counts {
    (try? await loop.submit { self.shell.value?.strangerCounts ?? Strangers.Counts() }.get()) ?? Strangers.Counts()
  }

  /// From now on new calls and probes are answered 503.
  public func drain() {
    loop.execute { self.shell.value?.drain() }
  }

  /// How many legs are not over.
  public func legCount() async -> Int {
    (try? await loop.submit { self.shell.value?.legCount ?? 0 }.get()) ?? 0
  }

  /// How many connections are open.
  public func connectionCount() async -> Int {
    (try? await loop.submit { self.shell.value?.connectionCount ?? 0 }.get()) ?? 0
  }

  /// Drains, waits at most `grace` for the legs that are left (hang them up before) and for the answers of providers at
  /// which registrations are being removed, and closes every socket.
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

  /// On the loop: what the connections will need, so that what is wrong with it shows before a port is open.
  private func prepare() async throws(SIPServiceError) {
    let configuration = configuration
    if configuration.tls == nil,
      let listener = configuration.listeners.first(where: { $0.transport == .tls || $0.transport == .wss })
    {
      throw SIPServiceError(
        code: .certificate,
        message: "SIP over \(listener.transport.token) needs a certificate; set TRUNKLINE_TLS_CERTIFICATE and "
          + "TRUNKLINE_TLS_KEY")
    }
    do {
      try await loop.submit {
        self.pipeline.value = ConnectionPipeline(
          limits: configuration.limits, tls: try configuration.tls.map { tls throws in try TLSContexts(tls) },
          webSocket: configuration.webSocket)
      }.get()
    } catch {
      throw error as? SIPServiceError ?? SIPServiceError(code: .other, message: "the SIP loop is gone: \(error)")
    }
  }

  private func mappedAddress(of opened: [(listener: Listener, channel: any Channel)]) async -> HostPort? {
    guard configuration.publicAddress == nil, let stun = configuration.stun,
      let channel = opened.first(where: { $0.listener.transport == .udp })?.channel
    else { return nil }
    let server = try? SocketAddress.makeAddressResolvingHost(stun.host, port: stun.port)
    let mapped: HostPort? =
      if let server {
        try? await loop.flatSubmit { () -> EventLoopFuture<HostPort?> in
          let seeker = MappedAddressSeeker(channel: channel, server: server, interval: stun.interval)
          self.seeker.value = seeker
          return seeker.start()
        }.get()
      } else {
        nil
      }
    if mapped == nil {
      logger.warning(
        "the STUN server does not answer; callers are told the local address. Set TRUNKLINE_PUBLIC_ADDRESS, or another TRUNKLINE_STUN_SERVER",
        metadata: ["server": "\(stun.host):\(stun.port)"])
    }
    seen.withLock { $0 = mapped }
    return mapped
  }

  private func openSocket(_ listener: Listener) async throws -> any Channel {
    let limit = configuration.limits.maximumMessageLength
    let (shell, seeker) = (shell, seeker)
    var bootstrap = DatagramBootstrap(group: loop)
    // So that 0.0.0.0 and :: may have the same port, each with its own family.
    if listener.isIPv6 { bootstrap = bootstrap.channelOption(.ipv6Only, value: 1) }
    return
      try await bootstrap
      .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 65_535))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            DatagramHandler(maximumMessageLength: limit, shell: { shell.value }, seeker: { seeker.value }))
        }
      }
      .bind(host: listener.host, port: listener.port).get()
  }

  private func openListener(_ listener: Listener) async throws -> any Channel {
    let (shell, pipeline) = (shell, pipeline)
    let transport = listener.transport
    var bootstrap = ServerBootstrap(group: loop)
    if listener.isIPv6 { bootstrap = bootstrap.serverChannelOption(.ipv6Only, value: 1) }
    return
      try await bootstrap
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard let owner = shell.value, let pipeline = pipeline.value,
            let source = channel.remoteAddress.flatMap({ HostPort($0) })?.host,
            let place = owner.admit(source, by: transport)
          else { throw ChannelError.ioOnClosedChannel }
          channel.closeFuture.whenComplete { _ in shell.value?.left(place) }
          try pipeline.accept(channel, transport, owner: owner)
        }
      }
      .bind(host: listener.host, port: listener.port).get()
  }

  /// On the loop: makes the user agent, now that the ports are known.
  private func serve(_ opened: [(listener: Listener, channel: any Channel)], mapped: HostPort?) {
    var settings = configuration.userAgent
    var ports: [TransportProtocol: Int] = [:]
    for (listener, _) in opened {
      ports[listener.transport] = ports[listener.transport] ?? listener.port
      guard settings.advertised[listener.transport] == nil else { continue }
      if let address = configuration.publicAddress ?? mapped?.host {
        let port = listener.transport == .udp ? mapped?.port ?? listener.port : listener.port
        settings.advertised[listener.transport] = HostPort(host: address, port: port)
      }
    }
    let sockets = opened.filter { $0.listener.transport == .udp }.compactMap { entry in
      entry.channel.localAddress.flatMap { HostPort($0) }.map {
        UserAgentShell.Socket(bound: $0, channel: entry.channel)
      }
    }
    listening.value = opened.filter { $0.listener.transport != .udp }.map(\.channel)
    shell.value = UserAgentShell(
      agent: UserAgent(configuration: settings, digestHash: configuration.digestHash),
      strangers: Strangers(configuration: configuration.strangers, trusted: NetworkSet(configuration.trusted)),
      loop: loop, sockets: sockets, limits: configuration.limits,
      check: pipeline.value?.check ?? .chainAndName, listeningPorts: ports, logger: logger, events: events,
      outside: outside, trace: trace, dial: { self.dial($0) },
      resolve: { request in self.loop.makeFutureWithTask { try await self.targets(of: request) } },
      memory: resolver)
  }

  private func dial(_ target: ConnectionTarget) -> EventLoopFuture<Void> {
    let (shell, pipeline) = (shell, pipeline)
    return ClientBootstrap(group: loop)
      .connectTimeout(TimeAmount(configuration.limits.connectTimeout))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard let owner = shell.value, let pipeline = pipeline.value else { throw ChannelError.ioOnClosedChannel }
          try pipeline.dial(channel, target, owner: owner)
        }
      }
      .connect(host: target.address.host, port: target.address.port).map { _ in }
  }
}

extension ChannelOption where Self == ChannelOptions.Types.SocketOption {
  /// 1 leaves IPv4 to other sockets.
  static var ipv6Only: Self { .init(level: .ipv6, name: .ipv6_v6only) }
}
