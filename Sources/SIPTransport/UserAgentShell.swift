internal import Logging
internal import NIOCore
internal import NIOPosix
internal import SIP

/// Gives the user agent its sockets and its clock. Lives on one loop: every call to it comes from there.
final class UserAgentShell: ConnectionOwner {
  struct Socket {
    var bound: HostPort
    var channel: any Channel
  }
  private struct Waiting {
    var message: SIPMessage
    var leg: LegID?
    /// Where it goes when no connection can be had where it waits.
    var others: ArraySlice<Destination> = []
  }

  private var agent: UserAgent
  private let loop: any EventLoop
  private let sockets: [Socket]
  private let limits: ConnectionLimits
  /// How certificates are checked where a destination does not say.
  private let check: CertificateCheck
  /// Where peers can connect to us.
  private let listeningPorts: [TransportProtocol: Int]
  private let events: @Sendable (LegID, LegEvent) -> Void
  private let outside: @Sendable (OutsideEvent) -> Void
  private let trace: (@Sendable (TracedMessage) -> Void)?
  private let dial: (ConnectionTarget) -> EventLoopFuture<Void>
  private let resolve: (ResolutionRequest) -> EventLoopFuture<[Destination]>
  private let memory: TargetResolver
  private let logger: Logger
  private var connections = ConnectionTable()
  private var admission: Admission
  private var strangers: Strangers
  /// Connections that we opened.
  private var ours = 0
  /// What waits for connections of ours to open.
  private var waiting: [ConnectionTarget: [Waiting]] = [:]
  /// What waits for the servers of a name to be found.
  private var lookups: [ResolutionRequest: [Waiting]] = [:]
  private var keptOpen: [HostPort: RepeatedTask] = [:]
  private var alarm: (at: Duration, task: Scheduled<Void>)?
  private var whenEmpty: EventLoopPromise<Void>?

  /// `dial` opens a connection that reports here; its future fails when it cannot. `resolve` finds the servers of a name.
  /// `memory` hears of servers that failed and of those that answered.
  init(
    agent: UserAgent, strangers: Strangers, loop: any EventLoop, sockets: [Socket], limits: ConnectionLimits,
    check: CertificateCheck,
    listeningPorts: [TransportProtocol: Int], logger: Logger,
    events: @escaping @Sendable (LegID, LegEvent) -> Void, outside: @escaping @Sendable (OutsideEvent) -> Void,
    trace: (@Sendable (TracedMessage) -> Void)?,
    dial: @escaping (ConnectionTarget) -> EventLoopFuture<Void>,
    resolve: @escaping (ResolutionRequest) -> EventLoopFuture<[Destination]>,
    memory: TargetResolver
  ) {
    self.agent = agent
    self.loop = loop
    self.sockets = sockets
    self.limits = limits
    self.check = check
    admission = Admission(limits: limits)
    self.strangers = strangers
    self.listeningPorts = listeningPorts
    self.logger = logger
    self.events = events
    self.outside = outside
    self.trace = trace
    self.dial = dial
    self.resolve = resolve
    self.memory = memory
  }

  private var now: Duration { loop.now.sinceEpoch }
  var legCount: Int { agent.legCount }
  var connectionCount: Int { connections.count }

  // MARK: What comes in

  func received(_ message: SIPMessage, over flow: Flow) {
    if flow.connection != 0, case .request(let request) = message { connections.noteAlias(request, over: flow) }
    let known = trace == nil ? nil : agent.leg(of: message)
    let effects = agent.receive(message, over: flow, at: now)
    if let trace {
      trace(TracedMessage(direction: .received, message: message, flow: flow, leg: known ?? agent.leg(of: message)))
    }
    perform(effects)
  }

  func received(unparsable error: SIPParseError, over flow: Flow) {
    guard error.reason != .empty else { return }
    logger.debug("message refused", metadata: ["error": "\(error)", "peer": "\(flow.remote)"])
    perform(agent.receiveUnparsable(error, over: flow))
  }

  func received(_ frame: SIPStreamFramer.Frame, over flow: Flow) -> ConnectionStanding {
    var verdict = Strangers.Verdict.answer
    switch frame {
    case .ping: break
    case .message(let message):
      verdict = judge(MessageGlance(message), from: flow.remote)
      switch verdict {
      case .answer: received(message, over: flow)
      case .refuse: turnAway(message, over: flow)
      case .silence: break
      }
    case .unreadable(let error), .lost(let error):
      verdict = judge(.unreadable, from: flow.remote)
      if verdict == .answer { received(unparsable: error, over: flow) }
    }
    if verdict == .silence { return agent.usesFlow(flow) ? .stranger : .unwanted }
    return strangers.knows(flow.remote.host) ? .known : .stranger
  }

  /// What to do with a message, before more of it is read than its first lines.
  func judge(_ glance: MessageGlance, from source: HostPort) -> Strangers.Verdict {
    strangers.judge(glance, from: source.host, at: now)
  }

  /// Answers 503 and keeps nothing.
  func turnAway(_ message: SIPMessage, over flow: Flow) {
    perform(agent.turnAway(message, over: flow))
  }

  func trust(_ networks: NetworkSet) { strangers.trust(networks) }
  func welcome(_ host: String) { strangers.welcome(host) }
  var strangerCounts: Strangers.Counts { strangers.counts }

  func perform(_ command: LegCommand, on leg: LegID) {
    // Only those ring whom a trunk knows, by whatever sign: they are no strangers.
    if case .ring = command, let remote = agent.remote(of: leg) { strangers.welcome(remote.host) }
    perform(agent.perform(command, on: leg, at: now))
  }

  func perform(_ command: OutsideCommand) {
    perform(agent.perform(command, at: now))
  }

  func socketFailed(_ error: any Error) {
    logger.warning("UDP socket error", metadata: ["error": "\(error)"])
  }

  // MARK: Connections

  /// Nil when a peer has as many connections as it may, or all have, or it asked for too much before; that is found out
  /// before a byte is read or a handshake begun. An admitted one is to be told by `left`.
  func admit(_ source: String, by transport: TransportProtocol) -> Admission.Place? {
    guard whenEmpty == nil else { return nil }
    let isKnown = strangers.knows(source)
    let place =
      strangers.admits(isSecure: transport == .tls || transport == .wss, from: source, at: now)
      ? admission.admit(source, isKnown: isKnown, ours: ours) : nil
    if place == nil {
      // Whoever knocks a thousand times is not to fill the log.
      logger.log(
        level: isKnown ? .warning : .debug, "connection refused",
        metadata: ["peer": "\(source)", "open": "\(admission.count)"])
    }
    return place
  }

  func left(_ place: Admission.Place) {
    admission.leave(place)
  }

  func connectionOpened(_ connection: OpenedConnection) -> Flow? {
    let isFull = connection.dialled != nil && ours + admission.count >= limits.maximumConnections
    guard !isFull, whenEmpty == nil || connection.dialled != nil,
      let local = connection.channel.localAddress.flatMap({ HostPort($0) }),
      let remote = connection.channel.remoteAddress.flatMap({ HostPort($0) })
    else {
      if let target = connection.dialled { dialFailed(target, nil) }
      return nil
    }
    // Contact names the port peers can call, which on connections of ours is not the local one.
    let port = connection.dialled == nil ? local.port : listeningPorts[connection.transport] ?? local.port
    let flow = connections.insert(connection, local: HostPort(host: local.host, port: port), remote: remote)
    if connection.dialled != nil { ours += 1 }
    for entry in connection.dialled.flatMap({ waiting.removeValue(forKey: $0) }) ?? [] {
      write(entry.message, leg: entry.leg, on: connection.channel, flow)
    }
    return flow
  }

  func connectionFailed(_ target: ConnectionTarget, _ error: (any Error)?) {
    dialFailed(target, error)
  }

  func mayClose(_ flow: Flow) -> Bool { !agent.usesFlow(flow) }

  func connectionClosed(_ flow: Flow) {
    if connections.remove(flow)?.dialled != nil { ours -= 1 }
    perform(agent.flowClosed(flow, at: now))
  }

  // MARK: Effects and the alarm

  private func perform(_ effects: [Effect]) {
    var queue = effects[...]
    while let effect = queue.popFirst() {
      switch effect {
      case .event(let leg, let event): events(leg, event)
      case .outside(let event): outside(event)
      case .unreached(let target, let seconds): memory.failed(target, wait: seconds.map { .seconds($0) })
      case .reached(let target): memory.reached(target)
      case .keepOpen(let address, let interval): keepOpen(address, every: interval)
      case .send(let message, let destination, let leg):
        if !send(message, to: destination, leg: leg) { queue += agent.sendFailed(message, at: now)[...] }
      }
    }
    rearm()
    if let whenEmpty, agent.isAtRest { whenEmpty.succeed() }
  }

  private func rearm() {
    guard alarm?.at != agent.deadline else { return }
    alarm?.task.cancel()
    alarm = nil
    guard let deadline = agent.deadline else { return }
    let bound = NIOLoopBound(self, eventLoop: loop)
    let task = loop.scheduleTask(deadline: NIODeadline(sinceEpoch: deadline)) {
      let shell = bound.value
      shell.alarm = nil
      // Never earlier than what was asked for, whatever the loop's clock was rounded to.
      shell.perform(shell.agent.deadlineReached(at: max(shell.now, deadline)))
    }
    alarm = (deadline, task)
  }

  /// False when the message will not go out.
  private func send(_ message: SIPMessage, to destination: Destination, leg: LegID?) -> Bool {
    switch destination.transport {
    case .udp: sendDatagram(message, to: destination, leg: leg)
    case .tcp, .tls, .ws, .wss: sendOnConnection(message, to: destination, leg: leg)
    }
  }

  private func sendDatagram(_ message: SIPMessage, to destination: Destination, leg: LegID?) -> Bool {
    let local = destination.flow?.local
    guard let address = try? SocketAddress(ipAddress: destination.address.host, port: destination.address.port)
    else { return false }
    // A socket of the other family cannot reach the peer.
    let able = sockets.filter { $0.bound.isIPv6 == destination.address.isIPv6 }
    let socket = able.first { $0.bound == local } ?? able.first { $0.bound.port == local?.port } ?? able.first
    guard let socket else { return false }
    let flow = Flow(transport: .udp, local: local ?? socket.bound, remote: destination.address)
    trace?(TracedMessage(direction: .sent, message: message, flow: flow, leg: leg))
    let buffer = socket.channel.allocator.buffer(bytes: message.serialized())
    socket.channel.writeAndFlush(AddressedEnvelope(remoteAddress: address, data: buffer), promise: nil)
    return true
  }

  private func sendOnConnection(
    _ message: SIPMessage, to destination: Destination, leg: LegID?, others: ArraySlice<Destination> = []
  ) -> Bool {
    let target = ConnectionTarget(destination, check: check)
    if let open = connections.connection(to: destination, target) {
      write(message, leg: leg, on: open.channel, open.flow)
      return true
    }
    if let request = destination.lookup {
      var otherwise = destination
      otherwise.lookup = nil
      lookUp(request, for: Waiting(message: message, leg: leg, others: [otherwise]))
      return true
    }
    // A WebSocket is opened by its client only (RFC 7118 §5).
    guard target.transport == .tcp || target.transport == .tls, target.address.isAddress else { return false }
    if waiting[target] != nil {
      waiting[target]?.append(Waiting(message: message, leg: leg, others: others))
      return true
    }
    waiting[target] = [Waiting(message: message, leg: leg, others: others)]
    let bound = NIOLoopBound(self, eventLoop: loop)
    dial(target).whenFailure { bound.value.dialFailed(target, $0) }
    return true
  }

  private func dialFailed(_ target: ConnectionTarget, _ error: (any Error)?) {
    guard let messages = waiting.removeValue(forKey: target) else { return }
    logger.info(
      "no connection",
      metadata: [
        "peer": "\(target.transport.token.lowercased()) \(target.address)", "messages": "\(messages.count)",
        "why": "\(error.map { "\($0)" } ?? "too many connections are open")",
      ])
    for entry in messages { sendElsewhere(entry) }
  }

  private func lookUp(_ request: ResolutionRequest, for entry: Waiting) {
    guard lookups[request] == nil else {
      lookups[request]?.append(entry)
      return
    }
    lookups[request] = [entry]
    let bound = NIOLoopBound(self, eventLoop: loop)
    resolve(request).whenComplete { bound.value.found((try? $0.get()) ?? [], of: request) }
  }

  private func found(_ servers: [Destination], of request: ResolutionRequest) {
    for var entry in lookups.removeValue(forKey: request) ?? [] {
      if !servers.isEmpty { entry.others = servers[...] }
      sendElsewhere(entry)
    }
  }

  /// Sends what waited to the next place there is for it.
  private func sendElsewhere(_ entry: Waiting) {
    var others = entry.others
    while let next = others.popFirst() {
      if sendOnConnection(entry.message, to: next, leg: entry.leg, others: others) { return }
    }
    perform(agent.sendFailed(entry.message, at: now))
  }

  private func write(_ message: SIPMessage, leg: LegID?, on channel: any Channel, _ flow: Flow) {
    trace?(TracedMessage(direction: .sent, message: message, flow: flow, leg: leg))
    channel.writeAndFlush(channel.allocator.buffer(bytes: message.serialized()), promise: nil)
  }

  /// Sends the ping of RFC 5626 §4.4.1 to the address, which a SIP element passes over as an empty message.
  private func keepOpen(_ address: HostPort, every interval: Duration?) {
    keptOpen.removeValue(forKey: address)?.cancel()
    guard let interval, let remote = try? SocketAddress(ipAddress: address.host, port: address.port),
      let socket = sockets.first(where: { $0.bound.isIPv6 == address.isIPv6 })
    else { return }
    let channel = socket.channel
    keptOpen[address] = loop.scheduleRepeatedTask(initialDelay: .zero, delay: TimeAmount(interval)) { _ in
      let ping = AddressedEnvelope(remoteAddress: remote, data: channel.allocator.buffer(string: "\r\n\r\n"))
      channel.writeAndFlush(ping, promise: nil)
    }
  }

  // MARK: The end

  func drain() {
    agent.drain()
  }

  /// Succeeds when no leg is left and no registration of ours is being removed; new connections are no longer taken.
  func emptied() -> EventLoopFuture<Void> {
    agent.drain()
    let promise = whenEmpty ?? loop.makePromise(of: Void.self)
    whenEmpty = promise
    if agent.isAtRest { promise.succeed() }
    return promise.futureResult
  }

  /// Ends the waiting for legs and registrations.
  func stopWaiting() {
    whenEmpty?.succeed()
  }

  /// Closes every socket and connection after what was written to it is out.
  func close() -> EventLoopFuture<Void> {
    for task in keptOpen.values { task.cancel() }
    keptOpen = [:]
    alarm?.task.cancel()
    alarm = nil
    let channels = sockets.map(\.channel) + connections.channels
    let closings = channels.map { channel in
      let promise = channel.eventLoop.makePromise(of: Void.self)
      channel.close(promise: promise)
      return promise.futureResult
    }
    return EventLoopFuture.andAllComplete(closings, on: loop)
  }
}
