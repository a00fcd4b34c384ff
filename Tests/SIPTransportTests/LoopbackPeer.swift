import NIOCore
import NIOPosix
import SIP

/// A telephone on the loopback, by UDP or TCP: sends what it is given, and hands out what comes in its order.
final class LoopbackPeer: Sendable {
  let channel: any Channel
  private let inbox: Inbox<SIPMessage>

  private init(_ channel: any Channel, _ inbox: Inbox<SIPMessage>) {
    self.channel = channel
    self.inbox = inbox
  }

  var port: Int { channel.localAddress?.port ?? 0 }

  /// A UDP socket that sends to the port.
  static func udp(to port: Int) async throws -> LoopbackPeer {
    let inbox = Inbox<SIPMessage>()
    let channel = try await DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(DatagramInbox(inbox: inbox, port: port))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return LoopbackPeer(channel, inbox)
  }

  /// A connection to the port.
  static func tcp(to port: Int) async throws -> LoopbackPeer {
    let inbox = Inbox<SIPMessage>()
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(StreamInbox(inbox: inbox))
        }
      }
      .connect(host: "127.0.0.1", port: port).get()
    return LoopbackPeer(channel, inbox)
  }

  /// A listener; what its connections bring comes out here.
  static func listening() async throws -> LoopbackPeer {
    let inbox = Inbox<SIPMessage>()
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(StreamInbox(inbox: inbox))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return LoopbackPeer(channel, inbox)
  }

  func send(_ bytes: [UInt8]) async throws {
    try await channel.writeAndFlush(channel.allocator.buffer(bytes: bytes))
  }

  func send(_ text: String) async throws {
    try await send(text.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] })
  }

  /// The next message; nil when the channel is closed.
  func next() async -> SIPMessage? { await inbox.next() }

  /// The next response; nil when something else comes.
  func response() async -> SIPResponse? {
    if case .response(let response) = await next() { response } else { nil }
  }

  /// The next request; nil when something else comes.
  func request() async -> SIPRequest? {
    if case .request(let request) = await next() { request } else { nil }
  }
}

/// What came and was not yet asked for, in order.
actor Inbox<Element: Sendable> {
  private let stream: AsyncStream<Element>
  nonisolated let continuation: AsyncStream<Element>.Continuation

  init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  func next() async -> Element? {
    for await element in stream { return element }
    return nil
  }
}

private final class DatagramInbox: ChannelDuplexHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = AddressedEnvelope<ByteBuffer>
  private let inbox: Inbox<SIPMessage>
  private let port: Int

  init(inbox: Inbox<SIPMessage>, port: Int) {
    self.inbox = inbox
    self.port = port
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if let message = try? SIPParser().parse(Array(unwrapInboundIn(data).data.readableBytesView)) {
      inbox.continuation.yield(message)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    inbox.continuation.finish()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard let address = try? SocketAddress(ipAddress: "127.0.0.1", port: port) else { return }
    let envelope = AddressedEnvelope(remoteAddress: address, data: unwrapOutboundIn(data))
    context.write(wrapOutboundOut(envelope), promise: promise)
  }
}

private final class StreamInbox: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let inbox: Inbox<SIPMessage>
  private var framer = SIPStreamFramer()

  init(inbox: Inbox<SIPMessage>) {
    self.inbox = inbox
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    framer.append(unwrapInboundIn(data).readableBytesView)
    while let frame = framer.next() {
      if case .message(let message) = frame { inbox.continuation.yield(message) }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    inbox.continuation.finish()
  }
}
