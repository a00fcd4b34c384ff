internal import NIOCore
internal import NIOTLS
internal import SIP

/// One connection: bytes to frames, pings sent and answered, silence and slowness ended.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// How the bytes of a read are cut into messages.
  private enum Framing {
    case stream(SIPStreamFramer)
    /// Each read is one message (RFC 7118 §5).
    case messages(SIPParser)
    /// Nothing is read any more: the connection is being closed.
    case over
  }

  private let owner: any ConnectionOwner
  private let limits: ConnectionLimits
  private let transport: TransportProtocol
  private let dialled: ConnectionTarget?
  private let isAuthenticated: (any Channel) -> Bool
  private var framing: Framing
  private var flow: Flow?
  private var watch: ConnectionWatch?
  private var hasBegun = false
  private var lastError: (any Error)?
  private var alarm: Scheduled<Void>?

  /// `isAuthenticated` is asked once, when the connection is ready.
  init(
    owner: any ConnectionOwner, limits: ConnectionLimits, transport: TransportProtocol = .tcp,
    dialled: ConnectionTarget? = nil, isAuthenticated: @escaping (any Channel) -> Bool = { _ in false }
  ) {
    self.owner = owner
    self.limits = limits
    self.transport = transport
    self.dialled = dialled
    self.isAuthenticated = isAuthenticated
    let parser = SIPParser(maximumLength: limits.maximumMessageLength)
    framing =
      switch transport {
      case .ws, .wss: .messages(parser)
      case .udp, .tcp, .tls: .stream(SIPStreamFramer(parser: parser))
      }
  }

  // A WebSocket gets its handler when its handshakes are done.
  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive, transport != .tls { begin(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    if transport == .tls {
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      alarm = context.eventLoop.scheduleTask(in: TimeAmount(limits.messageTimeout)) {
        bound.value.close(promise: nil)
      }
    } else {
      begin(context)
    }
    context.fireChannelActive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case TLSUserEvent.handshakeCompleted: begin(context)
    case WebSocketPong.came:
      watch?.ponged()
      watch?.read(isInsideMessage: false, hasFrame: false, at: now(context))
      rearm(context)
    default: break
    }
    context.fireUserInboundEventTriggered(event)
  }

  private func begin(_ context: ChannelHandlerContext) {
    guard !hasBegun else { return }
    hasBegun = true
    let opened = OpenedConnection(
      channel: context.channel, transport: transport, dialled: dialled,
      isAuthenticated: isAuthenticated(context.channel))
    guard let flow = owner.connectionOpened(opened) else {
      context.close(promise: nil)
      return
    }
    self.flow = flow
    watch = ConnectionWatch(
      limits: limits, sendsPings: dialled != nil || isWebSocket,
      isStranger: dialled == nil && !opened.isAuthenticated, at: now(context))
    rearm(context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard let flow else { return }
    let bytes = unwrapInboundIn(data).readableBytesView
    switch framing {
    case .over: break
    case .stream: read(bytes, context, flow)
    case .messages(let parser):
      if bytes.elementsEqual("\r\n\r\n".utf8) {
        watch?.read(isInsideMessage: false, hasFrame: true, at: now(context))
        return write("\r\n", context)
      }
      let frame: SIPStreamFramer.Frame
      do throws(SIPParseError) { frame = .message(try parser.parse(Array(bytes))) } catch { frame = .unreadable(error) }
      guard take(frame, flow) else {
        framing = .over
        return context.close(promise: nil)
      }
      watch?.read(isInsideMessage: false, hasFrame: true, at: now(context))
      rearm(context)
    }
  }

  private func read(_ bytes: ByteBufferView, _ context: ChannelHandlerContext, _ flow: Flow) {
    guard case .stream(var framer) = framing else { return }
    // Only one reference to the buffer, or each read would copy what waits in it.
    framing = .over
    framer.append(bytes)
    var isLost = false
    var hasFrame = false
    while let frame = framer.next() {
      hasFrame = true
      if case .ping = frame { write("\r\n", context) }
      if case .lost = frame { isLost = true }
      guard take(frame, flow) else { return context.close(promise: nil) }
    }
    if watch?.awaitsPong == true, framer.takeLineEnd() { watch?.ponged() }
    watch?.read(isInsideMessage: framer.isInsideMessage, hasFrame: hasFrame, at: now(context))
    framing = .stream(framer)
    if isLost { return context.close(promise: nil) }
    if framer.isInsideMessage { rearm(context) }
  }

  /// False when nothing more is to be read from this peer.
  private func take(_ frame: SIPStreamFramer.Frame, _ flow: Flow) -> Bool {
    switch owner.received(frame, over: flow) {
    case .known: watch?.welcome()
    case .stranger: break
    case .unwanted: return false
    }
    return true
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    // A peer that does not read what it asks for would have us keep it for him.
    if !context.channel.isWritable { context.close(promise: nil) }
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    alarm?.cancel()
    alarm = nil
    if let flow {
      self.flow = nil
      owner.connectionClosed(flow)
    } else if let dialled, !hasBegun {
      hasBegun = true
      owner.connectionFailed(dialled, lastError)
    }
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    lastError = lastError ?? error
    context.close(promise: nil)
  }

  private var isWebSocket: Bool { transport == .ws || transport == .wss }

  private func now(_ context: ChannelHandlerContext) -> Duration { context.eventLoop.now.sinceEpoch }

  private func write(_ text: String, _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(string: text)), promise: nil)
  }

  private func rearm(_ context: ChannelHandlerContext) {
    alarm?.cancel()
    alarm = nil
    guard let deadline = watch?.deadline else { return }
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    alarm = context.eventLoop.scheduleTask(deadline: NIODeadline(sinceEpoch: deadline)) {
      let (handler, context) = bound.value
      handler.alarmRang(context)
    }
  }

  private func alarmRang(_ context: ChannelHandlerContext) {
    alarm = nil
    guard let flow else { return }
    switch watch?.deadlineReached(at: now(context)) {
    case .close: return context.close(promise: nil)
    case .closeIfUnused:
      if owner.mayClose(flow) { return context.close(promise: nil) }
      watch?.kept(at: now(context))
    case .ping:
      if isWebSocket {
        context.triggerUserOutboundEvent(WebSocketPing(), promise: nil)
      } else {
        write("\r\n\r\n", context)
      }
    case nil: break
    }
    rearm(context)
  }
}
