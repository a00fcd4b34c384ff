import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
import SIP
import SIPTransport

/// A telephone on the loopback, by UDP or TCP: sends what it is given, and hands out what comes in its order.
final class LoopbackPeer: Sendable {
  let channel: any Channel
  private let inbox: Inbox<SIPMessage>
  private let last: NIOLockedValueBox<(any Channel)?>

  private init(
    _ channel: any Channel, _ inbox: Inbox<SIPMessage>,
    _ last: NIOLockedValueBox<(any Channel)?> = NIOLockedValueBox(nil)
  ) {
    self.channel = channel
    self.inbox = inbox
    self.last = last
  }

  var port: Int { channel.localAddress?.port ?? 0 }

  /// A UDP socket that sends to the port. What comes a second time, as it does where the machine is slower than T1, is
  /// passed over unless `hearsRepeats`.
  static func udp(
    to port: Int, host: String = "127.0.0.1", hearsRepeats: Bool = false
  ) async throws -> LoopbackPeer {
    let inbox = Inbox<SIPMessage>()
    let channel = try await DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            DatagramInbox(inbox: inbox, host: host, port: port, hearsRepeats: hearsRepeats))
        }
      }
      .bind(host: host, port: 0).get()
    return LoopbackPeer(channel, inbox)
  }

  /// A connection to the port.
  static func tcp(to port: Int, host: String = "127.0.0.1") async throws -> LoopbackPeer {
    let inbox = Inbox<SIPMessage>()
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(StreamInbox(inbox: inbox))
        }
      }
      .connect(host: host, port: port).get()
    return LoopbackPeer(channel, inbox)
  }

  /// A TLS connection to the port that trusts whatever it meets.
  static func tls(
    to port: Int, configure: (inout TLSConfiguration) throws -> Void = { _ in }
  ) async throws -> LoopbackPeer {
    let inbox = Inbox<SIPMessage>()
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateVerification = .none
    try configure(&configuration)
    let context = try NIOSSLContext(configuration: configuration)
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
          try pipeline.addHandler(StreamInbox(inbox: inbox))
        }
      }
      .connect(host: "127.0.0.1", port: port).get()
    return LoopbackPeer(channel, inbox)
  }

  /// A listener; what its connections bring comes out here, and `answer` goes to the last that brought something.
  static func listening(tls identity: TLSIdentity? = nil, host: String = "127.0.0.1") async throws -> LoopbackPeer {
    let inbox = Inbox<SIPMessage>()
    let last = NIOLockedValueBox<(any Channel)?>(nil)
    let context = try identity.map { identity in
      try NIOSSLContext(
        configuration: .makeServerConfiguration(
          certificateChain: NIOSSLCertificate.fromPEMBytes(identity.certificates).map { .certificate($0) },
          privateKey: .privateKey(NIOSSLPrivateKey(bytes: identity.privateKey, format: .pem))))
    }
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
          try pipeline.addHandler(StreamInbox(inbox: inbox, last: last))
        }
      }
      .bind(host: host, port: 0).get()
    channel.closeFuture.whenComplete { _ in inbox.continuation.finish() }
    return LoopbackPeer(channel, inbox, last)
  }

  /// Answers 200 on the connection that brought the last message of a listener.
  func answer(_ request: SIPRequest) async throws {
    guard let channel = last.withLockedValue({ $0 }) else { return }
    try await channel.writeAndFlush(channel.allocator.buffer(bytes: Requests.ok(request)))
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
  private let host: String
  private let port: Int
  private let hearsRepeats: Bool
  private var heard: Set<[UInt8]> = []

  init(inbox: Inbox<SIPMessage>, host: String, port: Int, hearsRepeats: Bool) {
    self.inbox = inbox
    self.hearsRepeats = hearsRepeats
    self.host = host
    self.port = port
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = Array(unwrapInboundIn(data).data.readableBytesView)
    guard heard.insert(bytes).inserted || hearsRepeats else { return }
    if let message = try? SIPParser().parse(bytes) { inbox.continuation.yield(message) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    inbox.continuation.finish()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard let address = try? SocketAddress(ipAddress: host, port: port) else { return }
    let envelope = AddressedEnvelope(remoteAddress: address, data: unwrapOutboundIn(data))
    context.write(wrapOutboundOut(envelope), promise: promise)
  }
}

private final class StreamInbox: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let inbox: Inbox<SIPMessage>
  private let last: NIOLockedValueBox<(any Channel)?>?
  private var framer = SIPStreamFramer()

  /// A connection of a listener has a `last`; its end is not the end of the inbox.
  init(inbox: Inbox<SIPMessage>, last: NIOLockedValueBox<(any Channel)?>? = nil) {
    self.inbox = inbox
    self.last = last
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    last?.withLockedValue { $0 = context.channel }
    framer.append(unwrapInboundIn(data).readableBytesView)
    while let frame = framer.next() {
      if case .message(let message) = frame { inbox.continuation.yield(message) }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    if last == nil { inbox.continuation.finish() }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
