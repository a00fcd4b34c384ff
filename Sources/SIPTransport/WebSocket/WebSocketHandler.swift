internal import NIOCore
internal import NIOWebSocket

/// The frames of one WebSocket: one SIP message each, text or binary (RFC 7118 §5), with pings answered and an end that
/// says why (RFC 6455 §7.4).
final class WebSocketHandler: ChannelDuplexHandler {
  typealias InboundIn = WebSocketFrame
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = WebSocketFrame

  private let maximumLength: Int
  /// What came of a message in several frames.
  private var fragments: ByteBuffer?
  private var isClosing = false

  init(maximumLength: Int) {
    self.maximumLength = maximumLength
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    guard !isClosing else { return }
    // Frames of a client are masked, or it is none (RFC 6455 §5.1).
    guard frame.maskKey != nil else { return end(.protocolError, context) }
    switch frame.opcode {
    case .text, .binary, .continuation:
      gather(frame, context)
    case .ping:
      let pong = WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)
      context.writeAndFlush(wrapOutboundOut(pong), promise: nil)
      context.fireUserInboundEventTriggered(WebSocketPong.came)
    case .pong:
      context.fireUserInboundEventTriggered(WebSocketPong.came)
    case .connectionClose:
      var body = frame.unmaskedData
      let code = body.readWebSocketErrorCode() ?? .normalClosure
      end(code, context)
    default:
      end(.protocolError, context)
    }
  }

  /// A message begins with text or binary and goes on in continuations until the last (RFC 6455 §5.4).
  private func gather(_ frame: WebSocketFrame, _ context: ChannelHandlerContext) {
    var message = fragments
    guard (frame.opcode == .continuation) == (message != nil) else { return end(.protocolError, context) }
    var part = frame.unmaskedData
    fragments = nil
    if message == nil { message = part } else { message?.writeBuffer(&part) }
    guard let message, message.readableBytes <= maximumLength else { return end(.messageTooLarge, context) }
    if frame.fin {
      context.fireChannelRead(wrapInboundOut(message))
    } else {
      fragments = message
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isClosing else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    let bytes = unwrapOutboundIn(data)
    // A text frame must be UTF-8.
    let isText = String(validating: bytes.readableBytesView, as: UTF8.self) != nil
    let frame = WebSocketFrame(fin: true, opcode: isText ? .text : .binary, data: bytes)
    context.write(wrapOutboundOut(frame), promise: promise)
  }

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard event is WebSocketPing else { return context.triggerUserOutboundEvent(event, promise: promise) }
    let ping = WebSocketFrame(fin: true, opcode: .ping, data: context.channel.allocator.buffer(capacity: 0))
    context.writeAndFlush(wrapOutboundOut(ping), promise: promise)
  }

  /// Whoever closes the connection from our side is going away.
  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    if !isClosing, mode == .all {
      isClosing = true
      say(.goingAway, context)
    }
    context.close(mode: mode, promise: promise)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case NIOWebSocketError.invalidFrameLength: end(.messageTooLarge, context)
    case is NIOWebSocketError: end(.protocolError, context)
    default: context.close(promise: nil)
    }
  }

  private func end(_ code: WebSocketErrorCode, _ context: ChannelHandlerContext) {
    guard !isClosing else { return }
    isClosing = true
    say(code, context)
    context.close(promise: nil)
  }

  private func say(_ code: WebSocketErrorCode, _ context: ChannelHandlerContext) {
    var body = context.channel.allocator.buffer(capacity: 2)
    body.write(webSocketErrorCode: code)
    context.writeAndFlush(
      wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, data: body)), promise: nil)
  }
}
