import Logging
import NIOCore
import NIOPosix
import SIP
import SIPTransport
import Testing
import WireTesting

@Suite(.timeLimit(.minutes(1)))
struct ServiceTargetsTests {
  private struct Script: NameLookup {
    func answer(to question: DNSQuestion) -> DNSAnswer {
      switch (question.name, question.kind) {
      case ("carrier.example", .a): .records([DNSRecord(.address("127.0.0.7"))])
      case ("carrier.example", .aaaa): .records([DNSRecord(.address("2001:db8::7"))])
      case ("_sips._tcp.carrier.example", .srv):
        .records([DNSRecord(.service(priority: 0, weight: 0, port: 5061, target: "carrier.example"))])
      default: .nothing(timeToLive: .seconds(1))
      }
    }
  }

  private func service(_ transports: [TransportProtocol], tls: TLSSettings? = nil) async throws -> (SIPService, Int) {
    let service = SIPService(
      configuration: .init(listeners: transports.map { .init($0, host: "0.0.0.0", port: 0) }, tls: tls),
      group: .singletonMultiThreadedEventLoopGroup, logger: Logger(label: "test"), events: { _, _ in },
      names: Script())
    return (service, try await service.start()[0].port)
  }

  @Test(.rfc(3263, "4")) func `a target has the local address that its peer can answer to, of a family we listen on`()
    async throws
  {
    let (service, port) = try await service([.udp, .tcp])
    let targets = try await service.targets(of: ResolutionRequest(host: "carrier.example", port: 5080))
    #expect(targets.map(\.address) == [HostPort(host: "127.0.0.7", port: 5080)])
    #expect(targets.first?.flow?.local == HostPort(host: "127.0.0.1", port: port))
    #expect(targets.first?.flow?.connection == 0)
    await service.shutdown()
  }

  @Test func `TLS is dialled by a node that has a certificate, and by no other`() async throws {
    let identity = try SelfSignedCertificate(names: ["a"], validFrom: 1_700_000_000).make()
    let (able, _) = try await service([.udp, .tls], tls: TLSSettings(identity: identity))
    let targets = try await able.targets(of: ResolutionRequest(host: "carrier.example"))
    #expect(targets.map(\.transport) == [.tls])
    #expect(targets.first?.security?.serverName == "carrier.example")
    await able.shutdown()
    let (unable, _) = try await service([.udp, .tcp])
    #expect(try await unable.targets(of: ResolutionRequest(host: "carrier.example")).map(\.transport) == [.udp])
    await #expect(throws: ResolutionFailure.self) {
      try await unable.targets(of: ResolutionRequest(host: "carrier.example", isSecure: true))
    }
    await unable.shutdown()
  }

  @Test(.rfc(5626, "4.4")) func `the UDP way to a registrar is kept open once it has accepted us`() async throws {
    let stream = AsyncStream.makeStream(of: [UInt8].self)
    let peer = try await DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Bytes(continuation: stream.continuation))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let (service, port) = try await service([.udp])
    let registrar = HostPort(host: "127.0.0.1", port: peer.localAddress?.port ?? 0)
    service.perform(
      .register(
        account: "a",
        RegistrationOrder(
          configuration: .init(
            registrar: SIPURI(host: "carrier.example"), addressOfRecord: SIPURI(host: "carrier.example")),
          session: nil, destinations: [Destination(flow: nil, transport: .udp, address: registrar)])))
    var received = stream.stream.makeAsyncIterator()
    guard case .request(let register) = try SIPParser().parse(try #require(await received.next())) else { return }
    let us = try SocketAddress(ipAddress: "127.0.0.1", port: port)
    let ok = peer.allocator.buffer(bytes: Requests.ok(register))
    try await peer.writeAndFlush(AddressedEnvelope(remoteAddress: us, data: ok))
    // On a slow machine the REGISTER may come again before.
    while let next = await received.next(), next != Array("\r\n\r\n".utf8) {
      #expect(next.starts(with: "REGISTER ".utf8))
    }
    await service.shutdown(grace: .zero)
    try await peer.close()
  }

  private final class Bytes: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    private let continuation: AsyncStream<[UInt8]>.Continuation

    init(continuation: AsyncStream<[UInt8]>.Continuation) {
      self.continuation = continuation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      continuation.yield(Array(unwrapInboundIn(data).data.readableBytesView))
    }
  }
}
