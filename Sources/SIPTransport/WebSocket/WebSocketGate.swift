internal import NIOCore
internal import NIOHTTP1
internal import NIOWebSocket

/// Stands behind the HTTP decoder of a new connection until its one request is judged: then the HTTP handlers make way for
/// those of a WebSocket, or the request is answered and the connection closed.
final class WebSocketGate: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let rules: WebSocketRules
  private let patience: TimeAmount
  private let whenOpen: (any Channel) throws -> Void
  private var head: HTTPRequestHead?
  private var isDecided = false
  private var alarm: Scheduled<Void>?

  /// `whenOpen` adds the handlers that speak WebSocket frames. The request must be whole after `patience`.
  init(rules: WebSocketRules, patience: TimeAmount, whenOpen: @escaping (any Channel) throws -> Void) {
    self.rules = rules
    self.patience = patience
    self.whenOpen = whenOpen
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    alarm = context.eventLoop.scheduleTask(in: patience) { bound.value.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    alarm?.cancel()
    alarm = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isDecided else { return }
    switch unwrapInboundIn(data) {
    case .head(let head): self.head = head
    // A request that wants to become a WebSocket has none.
    case .body: refuse(.badRequest, "open a WebSocket without a body", context)
    case .end:
      guard let head else { return }
      switch WebSocketRequest.judge(head, rules: rules) {
      case .accepted: accept(head, context)
      case .refused(let status, let why): refuse(status, why, context)
      }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    alarm?.cancel()
    alarm = nil
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func accept(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    isDecided = true
    let upgrader = NIOWebSocketServerUpgrader(
      shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(["Sec-WebSocket-Protocol": "sip"]) },
      upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    upgrader.buildUpgradeResponse(channel: context.channel, upgradeRequest: head, initialResponseHeaders: [:])
      .whenComplete { result in
        let (gate, context) = bound.value
        switch result {
        case .success(let headers): gate.change(headers, context)
        case .failure: gate.refuse(.badRequest, "this is no WebSocket request", context)
        }
      }
  }

  private func change(_ headers: HTTPHeaders, _ context: ChannelHandlerContext) {
    let response = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
    context.write(wrapOutboundOut(.head(response)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    let pipeline = context.pipeline.syncOperations
    do {
      try whenOpen(context.channel)
      let encoder = try pipeline.context(handlerType: HTTPResponseEncoder.self)
      pipeline.removeHandler(context: encoder, promise: nil)
      pipeline.removeHandler(context: context, promise: nil)
      // Last, for it hands on what the client sent behind its request.
      let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
      pipeline.removeHandler(context: decoder, promise: nil)
    } catch {
      context.close(promise: nil)
    }
  }

  private func refuse(_ status: HTTPResponseStatus, _ why: String, _ context: ChannelHandlerContext) {
    isDecided = true
    let text = why + "\n"
    var headers: HTTPHeaders = [
      "Content-Type": "text/plain; charset=utf-8", "Content-Length": "\(text.utf8.count)", "Connection": "close",
    ]
    if status == .upgradeRequired {
      headers.add(name: "Upgrade", value: "websocket")
      headers.add(name: "Sec-WebSocket-Version", value: "13")
    }
    if status == .methodNotAllowed { headers.add(name: "Allow", value: "GET") }
    context.write(
      wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(string: text)))), promise: nil)
    let promise = context.eventLoop.makePromise(of: Void.self)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    promise.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
  }
}
