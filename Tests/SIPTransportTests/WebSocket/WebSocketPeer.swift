import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import SIP

/// A browser's end of a WebSocket on the loopback, made of NIO's own client.
final class WebSocketPeer: Sendable {
  /// What came: a message, a control frame, or the answer that refused the WebSocket.
  enum Arrival: Sendable, Equatable {
    case text(String)
    case binary([UInt8])
    case pong
    case ping
    case closed(Int)
  }

  struct Refused: Error, Equatable {
    var status: Int
  }

  let channel: any Channel
  private let inbox: Inbox<Arrival>

  private init(_ channel: any Channel, _ inbox: Inbox<Arrival>) {
    self.channel = channel
    self.inbox = inbox
  }

  /// Opens one. Throws `Refused` when the server answers anything but 101 with the protocol `sip`.
  static func open(
    to port: Int, protocols: String? = "sip", origin: String? = nil, tls: Bool = false
  ) async throws -> WebSocketPeer {
    let inbox = Inbox<Arrival>()
    let opened = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)
    let context: NIOSSLContext? =
      if tls {
        try NIOSSLContext(
          configuration: {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.certificateVerification = .none
            return configuration
          }())
      } else { nil }
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let context { try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil)) }
          let request = Request(opened: opened, protocols: protocols, origin: origin)
          let bound = NIOLoopBound(request, eventLoop: channel.eventLoop)
          let upgrader = NIOWebSocketClientUpgrader(
            upgradePipelineHandler: { channel, response in
              channel.eventLoop.makeCompletedFuture {
                channel.pipeline.syncOperations.removeHandler(bound.value, promise: nil)
                try channel.pipeline.syncOperations.addHandler(Frames(inbox: inbox))
                if response.headers.first(name: "sec-websocket-protocol") == "sip" {
                  opened.succeed()
                } else {
                  opened.fail(Refused(status: 0))
                }
              }
            })
          try pipeline.addHTTPClientHandlers(
            leftOverBytesStrategy: .forwardBytes,
            withClientUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
          try pipeline.addHandler(request)
        }
      }
      .connect(host: "127.0.0.1", port: port).get()
    do {
      try await opened.futureResult.get()
    } catch {
      try? await channel.close()
      throw error
    }
    return WebSocketPeer(channel, inbox)
  }

  func send(
    _ text: String, opcode: WebSocketOpcode = .text, isLast: Bool = true, isMasked: Bool = true
  ) async throws {
    let bytes = text.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    try await channel.writeAndFlush(
      WebSocketFrame(
        fin: isLast, opcode: opcode, maskKey: isMasked ? .random() : nil,
        data: channel.allocator.buffer(bytes: bytes)))
  }

  /// The next arrival; nil when the channel is closed.
  func next() async -> Arrival? { await inbox.next() }

  /// The next message; nil when something else comes.
  func message() async -> SIPMessage? {
    switch await next() {
    case .text(let text): try? SIPParser().parse(Array(text.utf8))
    case .binary(let bytes): try? SIPParser().parse(bytes)
    default: nil
    }
  }

  /// The status of the next response.
  func status() async -> Int? {
    if case .response(let response) = await message() { response.status.code } else { nil }
  }

  private final class Request: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart
    private let opened: EventLoopPromise<Void>
    private let protocols: String?
    private let origin: String?

    init(opened: EventLoopPromise<Void>, protocols: String?, origin: String?) {
      self.opened = opened
      self.protocols = protocols
      self.origin = origin
    }

    func channelActive(context: ChannelHandlerContext) {
      var headers: HTTPHeaders = ["Host": "127.0.0.1"]
      if let protocols { headers.add(name: "Sec-WebSocket-Protocol", value: protocols) }
      if let origin { headers.add(name: "Origin", value: origin) }
      let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: headers)
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      if case .head(let head) = unwrapInboundIn(data) { opened.fail(Refused(status: Int(head.status.code))) }
    }

    func channelInactive(context: ChannelHandlerContext) {
      opened.fail(ChannelError.eof)
      context.fireChannelInactive()
    }
  }

  private final class Frames: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    private let inbox: Inbox<Arrival>

    init(inbox: Inbox<Arrival>) {
      self.inbox = inbox
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let frame = unwrapInboundIn(data)
      var bytes = frame.data
      switch frame.opcode {
      case .text: inbox.continuation.yield(.text(String(buffer: bytes)))
      case .binary: inbox.continuation.yield(.binary(Array(bytes.readableBytesView)))
      case .pong: inbox.continuation.yield(.pong)
      case .ping: inbox.continuation.yield(.ping)
      case .connectionClose:
        inbox.continuation.yield(.closed(bytes.readInteger(as: UInt16.self).map { Int($0) } ?? 0))
      default: break
      }
    }

    func channelInactive(context: ChannelHandlerContext) {
      inbox.continuation.finish()
    }
  }
}
