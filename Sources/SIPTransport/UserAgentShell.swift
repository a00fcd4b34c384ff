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
  private struct Connection {
    var channel: any Channel
    var flow: Flow
  }
  private struct Waiting {
    var message: SIPMessage
    var leg: LegID?
  }

  private var agent: UserAgent
  private let loop: any EventLoop
  private let sockets: [Socket]
  private let limits: ConnectionLimits
  /// Where peers can connect to us over TCP; nil when they cannot.
  private let listeningPort: Int?
  private let events: @Sendable (LegID, LegEvent) -> Void
  private let outside: @Sendable (OutsideEvent) -> Void
  private let trace: (@Sendable (TracedMessage) -> Void)?
  private let dial: (HostPort) -> EventLoopFuture<Void>
  private let logger: Logger
  private var connections: [UInt64: Connection] = [:]
  private var lastConnection: UInt64 = 0
  /// What waits for connections of ours to open.
  private var waiting: [HostPort: [Waiting]] = [:]
  private var alarm: (at: Duration, task: Scheduled<Void>)?
  private var whenEmpty: EventLoopPromise<Void>?

  /// `dial` opens a TCP connection that reports here; its future fails when it cannot.
  init(
    agent: UserAgent, loop: any EventLoop, sockets: [Socket], limits: ConnectionLimits,
    listeningPort: Int?, logger: Logger,
    events: @escaping @Sendable (LegID, LegEvent) -> Void, outside: @escaping @Sendable (OutsideEvent) -> Void,
    trace: (@Sendable (TracedMessage) -> Void)?,
    dial: @escaping (HostPort) -> EventLoopFuture<Void>
  ) {
    self.agent = agent
    self.loop = loop
    self.sockets = sockets
    self.limits = limits
    self.listeningPort = listeningPort
    self.logger = logger
    self.events = events
    self.outside = outside
    self.trace = trace
    self.dial = dial
  }

  private var now: Duration { loop.now.sinceEpoch }
  var legCount: Int { agent.legCount }
  var connectionCount: Int { connections.count }

  // MARK: What comes in

  func received(_ message: SIPMessage, over flow: Flow) {
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

  func received(_ frame: SIPStreamFramer.Frame, over flow: Flow) {
    switch frame {
    case .ping: break
    case .message(let message): received(message, over: flow)
    case .unreadable(let error), .lost(let error): received(unparsable: error, over: flow)
    }
  }

  func perform(_ command: LegCommand, on leg: LegID) {
    perform(agent.perform(command, on: leg, at: now))
  }

  func perform(_ command: OutsideCommand) {
    perform(agent.perform(command, at: now))
  }

  func socketFailed(_ error: any Error) {
    logger.warning("UDP socket error", metadata: ["error": "\(error)"])
  }

  // MARK: Connections

  func connectionOpened(_ channel: any Channel, dialled: HostPort?) -> Flow? {
    guard connections.count < limits.maximumConnections, whenEmpty == nil || dialled != nil,
      let local = channel.localAddress.flatMap({ HostPort($0) }),
      let remote = channel.remoteAddress.flatMap({ HostPort($0) })
    else {
      logger.warning("connection refused", metadata: ["open": "\(connections.count)"])
      if let dialled { dialFailed(dialled) }
      return nil
    }
    lastConnection &+= 1
    // Contact names the port peers can call, which on connections of ours is not the local one.
    let listening = dialled == nil ? local : HostPort(host: local.host, port: listeningPort ?? local.port)
    let flow = Flow(transport: .tcp, local: listening, remote: remote, connection: lastConnection)
    connections[lastConnection] = Connection(channel: channel, flow: flow)
    for entry in dialled.flatMap({ waiting.removeValue(forKey: $0) }) ?? [] {
      write(entry.message, leg: entry.leg, on: channel, flow)
    }
    return flow
  }

  func mayClose(_ flow: Flow) -> Bool { !agent.usesFlow(flow) }

  func connectionClosed(_ flow: Flow) {
    connections[flow.connection] = nil
    perform(agent.flowClosed(flow, at: now))
  }

  // MARK: Effects and the alarm

  private func perform(_ effects: [Effect]) {
    var queue = effects[...]
    while let effect = queue.popFirst() {
      switch effect {
      case .event(let leg, let event): events(leg, event)
      case .outside(let event): outside(event)
      case .send(let message, let destination, let leg):
        if !send(message, to: destination, leg: leg) { queue += agent.sendFailed(message, at: now)[...] }
      }
    }
    rearm()
    if agent.legCount == 0, let whenEmpty { whenEmpty.succeed() }
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
    case .udp: return sendDatagram(message, to: destination, leg: leg)
    case .tcp: return sendOnConnection(message, to: destination, leg: leg)
    case .tls, .ws, .wss: return false
    }
  }

  private func sendDatagram(_ message: SIPMessage, to destination: Destination, leg: LegID?) -> Bool {
    let local = destination.flow?.local
    let socket =
      sockets.first { $0.bound == local } ?? sockets.first { $0.bound.port == local?.port } ?? sockets.first
    guard let socket,
      let address = try? SocketAddress(ipAddress: destination.address.host, port: destination.address.port)
    else { return false }
    let flow = Flow(transport: .udp, local: local ?? socket.bound, remote: destination.address)
    trace?(TracedMessage(direction: .sent, message: message, flow: flow, leg: leg))
    let buffer = socket.channel.allocator.buffer(bytes: message.serialized())
    socket.channel.writeAndFlush(AddressedEnvelope(remoteAddress: address, data: buffer), promise: nil)
    return true
  }

  private func sendOnConnection(_ message: SIPMessage, to destination: Destination, leg: LegID?) -> Bool {
    let open =
      destination.flow.flatMap { connections[$0.connection] }
      ?? connections.values.first { $0.flow.remote == destination.address }
    if let open, open.channel.isActive {
      write(message, leg: leg, on: open.channel, open.flow)
      return true
    }
    let address = destination.address
    if waiting[address] != nil {
      waiting[address]?.append(Waiting(message: message, leg: leg))
      return true
    }
    waiting[address] = [Waiting(message: message, leg: leg)]
    let bound = NIOLoopBound(self, eventLoop: loop)
    dial(address).whenFailure { _ in bound.value.dialFailed(address) }
    return true
  }

  private func dialFailed(_ address: HostPort) {
    let messages = waiting.removeValue(forKey: address) ?? []
    logger.info("no connection", metadata: ["peer": "\(address)", "messages": "\(messages.count)"])
    for entry in messages { perform(agent.sendFailed(entry.message, at: now)) }
  }

  private func write(_ message: SIPMessage, leg: LegID?, on channel: any Channel, _ flow: Flow) {
    trace?(TracedMessage(direction: .sent, message: message, flow: flow, leg: leg))
    channel.writeAndFlush(channel.allocator.buffer(bytes: message.serialized()), promise: nil)
  }

  // MARK: The end

  func drain() {
    agent.drain()
  }

  /// Succeeds when no leg is left; new connections are no longer taken.
  func emptied() -> EventLoopFuture<Void> {
    agent.drain()
    let promise = whenEmpty ?? loop.makePromise(of: Void.self)
    whenEmpty = promise
    if agent.legCount == 0 { promise.succeed() }
    return promise.futureResult
  }

  /// Ends the waiting for legs.
  func stopWaiting() {
    whenEmpty?.succeed()
  }

  /// Closes every socket and connection after what was written to it is out.
  func close() -> EventLoopFuture<Void> {
    alarm?.task.cancel()
    alarm = nil
    let channels = sockets.map(\.channel) + connections.values.map(\.channel)
    let closings = channels.map { channel in
      let promise = channel.eventLoop.makePromise(of: Void.self)
      channel.close(promise: promise)
      return promise.futureResult
    }
    return EventLoopFuture.andAllComplete(closings, on: loop)
  }
}
