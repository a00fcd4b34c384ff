internal import NIOCore
internal import SIP

/// One TCP connection: bytes to frames, pings answered, silence and slowness ended.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let owner: any ConnectionOwner
  private let limits: ConnectionLimits
  private let dialled: HostPort?
  private var framer: SIPStreamFramer
  private var flow: Flow?
  private var lastRead = NIODeadline.uptimeNanoseconds(0)
  /// When the message that is not yet whole began.
  private var messageBegan: NIODeadline?
  private var alarm: Scheduled<Void>?

  init(owner: any ConnectionOwner, limits: ConnectionLimits, dialled: HostPort? = nil) {
    self.owner = owner
    self.limits = limits
    self.dialled = dialled
    framer = SIPStreamFramer(parser: SIPParser(maximumLength: limits.maximumMessageLength))
  }

  func channelActive(context: ChannelHandlerContext) {
    guard let flow = owner.connectionOpened(context.channel, dialled: dialled) else {
      context.close(promise: nil)
      return
    }
    self.flow = flow
    lastRead = context.eventLoop.now
    watch(context)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard let flow else { return }
    let now = context.eventLoop.now
    lastRead = now
    framer.append(unwrapInboundIn(data).readableBytesView)
    var isLost = false
    var hasFrame = false
    while let frame = framer.next() {
      hasFrame = true
      if case .ping = frame { write("\r\n", context) }
      if case .lost = frame { isLost = true }
      owner.received(frame, over: flow)
    }
    if isLost {
      context.close(promise: nil)
      return
    }
    if !framer.isInsideMessage {
      messageBegan = nil
    } else if hasFrame || messageBegan == nil {
      messageBegan = now
      watch(context)
    }
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
    }
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func write(_ text: String, _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(string: text)), promise: nil)
  }

  /// Arms the alarm for the sooner of silence and slowness.
  private func watch(_ context: ChannelHandlerContext) {
    alarm?.cancel()
    var deadline = lastRead + TimeAmount(limits.idleTimeout)
    if let messageBegan { deadline = min(deadline, messageBegan + TimeAmount(limits.messageTimeout)) }
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    alarm = context.eventLoop.scheduleTask(deadline: deadline) {
      let (handler, context) = bound.value
      handler.alarmRang(context)
    }
  }

  private func alarmRang(_ context: ChannelHandlerContext) {
    alarm = nil
    guard let flow else { return }
    let now = context.eventLoop.now
    let isSlow = messageBegan.map { now >= $0 + TimeAmount(limits.messageTimeout) } ?? false
    let isSilent = now >= lastRead + TimeAmount(limits.idleTimeout)
    if isSlow || (isSilent && owner.mayClose(flow)) {
      context.close(promise: nil)
    } else {
      if isSilent { lastRead = now }
      watch(context)
    }
  }
}
