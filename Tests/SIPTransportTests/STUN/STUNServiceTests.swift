import NIOCore
import NIOPosix
import SIP
import SIPTransport
import Testing
import WireTesting

@Suite(.timeLimit(.minutes(1)))
struct STUNServiceTests {
  /// A UDP socket that answers what the closure says.
  private func server(
    _ answer: @escaping @Sendable (STUNMessage) -> STUNMessage?
  ) async throws -> any Channel {
    try await DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Answering(answer: answer))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  @Test func `the address that STUN tells is what Contact says`() async throws {
    let mapped = HostPort(host: "203.0.113.9", port: 61_000)
    let stun = try await server { request in
      STUNMessage(.bindingResponse, transaction: request.transaction, mappedAddress: mapped)
    }
    let running = try await RunningService(
      transports: [.udp, .tcp], stun: STUNServer(host: "127.0.0.1", port: stun.localAddress?.port ?? 0))
    #expect(running.service.mappedAddress == mapped)
    let udp = try await LoopbackPeer.udp(to: running.udp)
    try await udp.send(Requests(transport: "UDP", port: udp.port).text("OPTIONS", branch: "1"))
    #expect(await udp.response()?.headers[.contact] == "<sip:203.0.113.9:61000>")
    let tcp = try await LoopbackPeer.tcp(to: running.tcp)
    try await tcp.send(Requests(transport: "TCP", port: tcp.port).text("OPTIONS", branch: "2", number: 2))
    #expect(await tcp.response()?.headers[.contact] == "<sip:203.0.113.9:\(running.tcp);transport=tcp>")
    await running.service.shutdown()
    try await stun.close()
  }

  @Test func `a STUN server that is silent does not keep the service from serving`() async throws {
    let stun = try await server { _ in nil }
    let running = try await RunningService(
      transports: [.udp],
      stun: STUNServer(host: "127.0.0.1", port: stun.localAddress?.port ?? 0, interval: .milliseconds(1)))
    #expect(running.service.mappedAddress == nil)
    let phone = try await LoopbackPeer.udp(to: running.udp)
    try await phone.send(Requests(transport: "UDP", port: phone.port).text("OPTIONS", branch: "1"))
    #expect(await phone.response()?.headers[.contact] == "<sip:127.0.0.1:\(running.udp)>")
    await running.service.shutdown()
    try await stun.close()
  }

  @Test(.rfc(5626, "3.5.2")) func `a STUN request on the SIP port is answered with where it came from`() async throws {
    let running = try await RunningService(transports: [.udp])
    let stream = AsyncStream.makeStream(of: STUNMessage.self)
    let peer = try await server { message in
      stream.continuation.yield(message)
      return nil
    }
    let request = STUNMessage(.bindingRequest, transaction: Array(0..<12))
    let address = try SocketAddress(ipAddress: "127.0.0.1", port: running.udp)
    try await peer.writeAndFlush(
      AddressedEnvelope(remoteAddress: address, data: ByteBuffer(bytes: request.serialized())))
    var answers = stream.stream.makeAsyncIterator()
    let answer = try #require(await answers.next())
    #expect(answer.mappedAddress == HostPort(host: "127.0.0.1", port: peer.localAddress?.port ?? 0))
    #expect(answer.transaction == request.transaction)
    await running.service.shutdown()
    try await peer.close()
  }

  private final class Answering: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>
    private let answer: @Sendable (STUNMessage) -> STUNMessage?

    init(answer: @escaping @Sendable (STUNMessage) -> STUNMessage?) {
      self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let envelope = unwrapInboundIn(data)
      guard let message = STUNMessage(Array(envelope.data.readableBytesView)), let reply = answer(message) else {
        return
      }
      let buffer = context.channel.allocator.buffer(bytes: reply.serialized())
      context.writeAndFlush(
        wrapOutboundOut(AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: buffer)), promise: nil)
    }
  }
}
