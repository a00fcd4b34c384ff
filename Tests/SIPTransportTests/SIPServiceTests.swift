import Logging
import NIOCore
import NIOPosix
import SIP
import SIPTransport
import Testing
import WireTesting

@Suite(.timeLimit(.minutes(1)))
struct SIPServiceTests {
  @Test(arguments: ["UDP", "TCP"])
  func `a call is offered, rung, answered, confirmed and ended over real sockets`(transport: String) async throws {
    let running = try await RunningService()
    let phone =
      transport == "UDP" ? try await LoopbackPeer.udp(to: running.udp) : try await LoopbackPeer.tcp(to: running.tcp)
    let requests = Requests(transport: transport, port: phone.port)
    try await phone.send(requests.text("INVITE", branch: "1", body: "v=0"))
    #expect(await phone.response()?.status.code == 100)
    let leg = try #require(await running.invited())
    running.service.perform(.ring(), on: leg)
    #expect(await phone.response()?.status.code == 180)
    running.service.perform(.answer(body: Array("v=0 ours".utf8)), on: leg)
    let ok = try #require(await phone.response())
    #expect(ok.status.code == 200)
    #expect(ok.body == Array("v=0 ours".utf8))
    let port = transport == "UDP" ? "\(running.udp)" : "\(running.tcp);transport=tcp"
    #expect(ok.headers[.contact] == "<sip:127.0.0.1:\(port)>")
    try await phone.send(requests.text("ACK", branch: "2", toTag: ok.toTag))
    #expect(try #require(await running.event()).1 == .confirmed(body: []))
    running.service.perform(.hangUp(), on: leg)
    let bye = try #require(await phone.request())
    #expect(bye.method == .bye)
    try await phone.send(Requests.ok(bye))
    #expect(try #require(await running.event()).1 == .ended(.localHangUp))
    #expect(await running.service.legCount() == 0)
    await running.service.shutdown()
  }

  @Test(.rfc(3261, "22.2"), arguments: [401, 407])
  func `a BYE on a call to us is sent again with credentials when the peer asks for them`(code: Int) async throws {
    let running = try await RunningService(digestHash: { _, bytes in [UInt8(truncatingIfNeeded: bytes.count)] })
    let phone = try await LoopbackPeer.udp(to: running.udp)
    let requests = Requests(transport: "UDP", port: phone.port)
    try await phone.send(requests.text("INVITE", branch: "1", body: "v=0"))
    let leg = try #require(await running.invited())
    running.service.perform(.identify(DigestIdentity(username: "us", password: "secret")), on: leg)
    running.service.perform(.answer(body: Array("v=0".utf8)), on: leg)
    #expect(await phone.response()?.status.code == 100)
    let ok = try #require(await phone.response())
    try await phone.send(requests.text("ACK", branch: "2", toTag: ok.toTag))
    #expect(try #require(await running.event()).1 == .confirmed(body: []))
    running.service.perform(.hangUp(), on: leg)
    let bye = try #require(await phone.request())
    var challenge = SIPResponse(answering: bye, SIPStatus(code))
    challenge.headers.append(
      code == 401 ? "WWW-Authenticate" : "Proxy-Authenticate", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"")
    try await phone.send(SIPMessage.response(challenge).serialized())
    let again = try #require(await phone.request())
    #expect(again.headers[code == 401 ? "Authorization" : "Proxy-Authorization"]?.contains("\"us\"") == true)
    try await phone.send(Requests.ok(again))
    #expect(try #require(await running.event()).1 == .ended(.localHangUp))
    await running.service.shutdown()
  }

  @Test(.rfc(3261, "13.3.1.4")) func `the alarm rings: a 200 without ACK comes again, and at last a BYE`() async throws
  {
    let timers = TransactionTimers(t1: .milliseconds(4), t2: .milliseconds(16), t4: .milliseconds(20))
    let running = try await RunningService(userAgent: .init(timers: timers))
    let phone = try await LoopbackPeer.udp(to: running.udp, hearsRepeats: true)
    try await phone.send(Requests(transport: "UDP", port: phone.port).text("INVITE", branch: "1", body: "v=0"))
    let leg = try #require(await running.invited())
    running.service.perform(.answer(body: Array("v=0".utf8)), on: leg)
    var repeats = 0
    var end: SIPRequest?
    while end == nil, let message = await phone.next() {
      switch message {
      case .response(let response): repeats += response.status.code == 200 ? 1 : 0
      case .request(let request): end = request
      }
    }
    #expect(repeats > 3)
    try await phone.send(Requests.ok(try #require(end)))
    #expect(try #require(await running.event()).1 == .ended(.unacknowledged))
    await running.service.shutdown()
  }

  @Test(.rfc(3261, "18.3"), .lesson(29))
  func `two requests in one write, and one in many, are answered on their connection`()
    async throws
  {
    let running = try await RunningService()
    let phone = try await LoopbackPeer.tcp(to: running.tcp)
    let requests = Requests(transport: "TCP", port: phone.port)
    try await phone.send(requests.text("OPTIONS", branch: "1") + requests.text("OPTIONS", branch: "2", number: 2))
    #expect(await phone.response()?.headers[.cSeq] == "1 OPTIONS")
    #expect(await phone.response()?.headers[.cSeq] == "2 OPTIONS")
    // In few enough writes for a slow machine to have the message whole in time.
    let bytes = Array(requests.text("OPTIONS", branch: "3", number: 3).utf8).flatMap {
      $0 == 0x0A ? [0x0D, 0x0A] : [$0]
    }
    for start in stride(from: 0, to: bytes.count, by: 9) {
      try await phone.send(Array(bytes[start..<min(start + 9, bytes.count)]))
    }
    #expect(await phone.response()?.headers[.cSeq] == "3 OPTIONS")
    await running.service.shutdown()
    #expect(await phone.next() == nil)
  }

  /// Registers at a registrar that accepts it; the REGISTER that removes it again is what the registrar hears next.
  private func leaving(_ running: RunningService, _ registrar: LoopbackPeer) async throws -> SIPRequest {
    let domain = SIPURI(host: "provider.example")
    let way = Destination(flow: nil, transport: .udp, address: HostPort(host: "127.0.0.1", port: registrar.port))
    running.service.perform(
      .register(
        account: "a",
        RegistrationOrder(
          configuration: .init(registrar: domain, addressOfRecord: domain), session: nil, destinations: [way])))
    try await registrar.send(Requests.ok(try #require(await registrar.request())))
    while await running.service.strangerCounts().answered < 1 { await Task.yield() }
    running.service.perform(.unregister(account: "a"))
    return try #require(await registrar.request())
  }

  @Test(.rfc(3261, "10.2.2")) func `a shutdown waits for the registrar's answer to our leaving, and no longer`()
    async throws
  {
    let running = try await RunningService()
    let registrar = try await LoopbackPeer.udp(to: running.udp)
    let removal = try await leaving(running, registrar)
    let down = Task { await running.service.shutdown(grace: .seconds(600)) }
    try await registrar.send(Requests.ok(removal))
    await down.value
  }

  @Test func `a registrar that does not answer our leaving does not keep us`() async throws {
    let running = try await RunningService()
    let registrar = try await LoopbackPeer.udp(to: running.udp)
    _ = try await leaving(running, registrar)
    await running.service.shutdown(grace: .milliseconds(20))
    #expect(await running.service.connectionCount() == 0)
  }

  @Test func `garbage is survived, and a broken request is answered 400`() async throws {
    let running = try await RunningService()
    let phone = try await LoopbackPeer.udp(to: running.udp)
    for garbage in ["", "\n\n", "\u{0}\u{1}\u{2}", "GET / HTTP/1.1\n\n", "SIP/2.0 999999 x\n\n"] {
      try await phone.send(garbage)
    }
    let requests = Requests(transport: "UDP", port: phone.port)
    try await phone.send(requests.text("OPTIONS", branch: "1").replacing("CSeq: 1", with: "CSeq: x"))
    #expect(await phone.response()?.status.code == 400)
    try await phone.send(requests.text("OPTIONS", branch: "2"))
    #expect(await phone.response()?.status.code == 200)
    await running.service.shutdown()
  }

  @Test func `a stream that is not SIP is closed`() async throws {
    let running = try await RunningService()
    let phone = try await LoopbackPeer.tcp(to: running.tcp)
    try await phone.send("GET / HTTP/1.1\nContent-Length: 0\n\n")
    #expect(await phone.next() == nil)
    await running.service.shutdown()
  }

  @Test(.rfc(3261, "18.2.2"), .lesson(23)) func `when its connection is gone, our BYE opens one to the Contact`()
    async throws
  {
    let running = try await RunningService()
    let home = try await LoopbackPeer.listening()
    let phone = try await LoopbackPeer.tcp(to: running.tcp)
    let requests = Requests(transport: "TCP", port: home.port)
    try await phone.send(requests.text("INVITE", branch: "1", body: "v=0"))
    let leg = try #require(await running.invited())
    running.service.perform(.answer(body: Array("v=0".utf8)), on: leg)
    _ = await phone.response()
    let ok = try #require(await phone.response())
    try await phone.send(requests.text("ACK", branch: "2", toTag: ok.toTag))
    _ = await running.event()
    try await phone.channel.close()
    #expect(await running.closed(connections: 0))
    running.service.perform(.hangUp(), on: leg)
    let bye = try #require(await home.request())
    #expect(bye.method == .bye)
    #expect(await running.service.legCount() == 1)
    await running.service.shutdown(grace: .zero)
    try await home.channel.close()
  }

  @Test func `when nobody listens there either, the leg ends`() async throws {
    let running = try await RunningService()
    let gone = try await LoopbackPeer.listening()
    let port = gone.port
    try await gone.channel.close()
    let phone = try await LoopbackPeer.tcp(to: running.tcp)
    let requests = Requests(transport: "TCP", port: port)
    try await phone.send(requests.text("INVITE", branch: "1", body: "v=0"))
    let leg = try #require(await running.invited())
    running.service.perform(.answer(body: Array("v=0".utf8)), on: leg)
    _ = await phone.response()
    let ok = try #require(await phone.response())
    try await phone.send(requests.text("ACK", branch: "2", toTag: ok.toTag))
    _ = await running.event()
    try await phone.channel.close()
    #expect(await running.closed(connections: 0))
    running.service.perform(.hangUp(), on: leg)
    #expect(try #require(await running.event()).1 == .ended(.localHangUp))
    await running.service.shutdown()
  }

  @Test func `a connection of ours that the limit refuses fails what waits for it`() async throws {
    let running = try await RunningService(limits: ConnectionLimits(maximumConnections: 1))
    let home = try await LoopbackPeer.listening()
    let phone = try await LoopbackPeer.tcp(to: running.tcp)
    let requests = Requests(transport: "TCP", port: home.port)
    try await phone.send(requests.text("INVITE", branch: "1", body: "v=0"))
    let leg = try #require(await running.invited())
    running.service.perform(.answer(body: Array("v=0".utf8)), on: leg)
    _ = await phone.response()
    let ok = try #require(await phone.response())
    try await phone.send(requests.text("ACK", branch: "2", toTag: ok.toTag))
    _ = await running.event()
    try await phone.channel.close()
    #expect(await running.closed(connections: 0))
    let other = try await LoopbackPeer.tcp(to: running.tcp)
    try await other.send(Requests(transport: "TCP", port: other.port).text("OPTIONS", branch: "3"))
    #expect(await other.response()?.status.code == 200)
    running.service.perform(.hangUp(), on: leg)
    #expect(try #require(await running.event()).1 == .ended(.localHangUp))
    await running.service.shutdown()
    try await home.channel.close()
  }

  @Test func `a caller whose connection closes while it rings is gone`() async throws {
    let running = try await RunningService()
    let phone = try await LoopbackPeer.tcp(to: running.tcp)
    try await phone.send(Requests(transport: "TCP", port: phone.port).text("INVITE", branch: "1", body: "v=0"))
    _ = await running.invited()
    try await phone.channel.close()
    #expect(try #require(await running.event()).1 == .ended(.transportLost))
    await running.service.shutdown()
  }

  @Test func `more connections than the limit are closed as they come`() async throws {
    let running = try await RunningService(limits: ConnectionLimits(maximumConnections: 1))
    let first = try await LoopbackPeer.tcp(to: running.tcp)
    try await first.send(Requests(transport: "TCP", port: first.port).text("OPTIONS", branch: "1"))
    #expect(await first.response()?.status.code == 200)
    let second = try await LoopbackPeer.tcp(to: running.tcp)
    #expect(await second.next() == nil)
    try await first.send(Requests(transport: "TCP", port: first.port).text("OPTIONS", branch: "2", number: 2))
    #expect(await first.response()?.status.code == 200)
    await running.service.shutdown()
  }

  @Test func `the trace tells which messages belong to which call`() async throws {
    let running = try await RunningService()
    let phone = try await LoopbackPeer.udp(to: running.udp)
    let requests = Requests(transport: "UDP", port: phone.port)
    try await phone.send(requests.text("OPTIONS", branch: "0"))
    var other = requests
    other.callID = "call-2"
    try await phone.send(other.text("INVITE", branch: "1", body: "v=0"))
    var seen: [TracedMessage] = []
    for _ in 0..<4 { seen.append(try #require(await running.traced())) }
    #expect(seen.map(\.direction) == [.received, .sent, .received, .sent])
    #expect(seen.map(\.leg) == [nil, nil, LegID(1), LegID(1)])
    #expect(seen.last?.message.description == "SIP/2.0 100 Trying")
    #expect(seen.allSatisfy { $0.flow.remote == HostPort(host: "127.0.0.1", port: phone.port) })
    await running.service.shutdown()
  }

  @Test(arguments: [TransportProtocol.udp, .tcp])
  func `a port that is taken is named, with what to do, and nothing stays open`(transport: TransportProtocol)
    async throws
  {
    let running = try await RunningService()
    let port = transport == .udp ? running.udp : running.tcp
    let other = try await RunningService()
    await other.service.shutdown()
    // The first of the two is free, and must be so again after the second was refused.
    let free = SIPService.Listener(.tcp, host: "127.0.0.1", port: other.tcp)
    func start(_ listeners: [SIPService.Listener]) async throws -> SIPService {
      let service = SIPService(
        configuration: .init(listeners: listeners), group: .singletonMultiThreadedEventLoopGroup,
        logger: Logger(label: "test"), events: { _, _ in })
      _ = try await service.start()
      return service
    }
    let error = await #expect(throws: SIPServiceError.self) {
      try await start([free, .init(transport, host: "127.0.0.1", port: port)])
    }
    #expect(error?.code == .portTaken)
    let place = "\(transport.token) port \(port) on 127.0.0.1"
    #expect(
      error?.message
        == "\(place) is taken; end the program that uses it, or set TRUNKLINE_SIP_PORT to a free port")
    try await start([free]).shutdown()
    await running.service.shutdown()
  }

  @Test func `an address of another machine is named`() async throws {
    let service = SIPService(
      configuration: .init(listeners: [.init(.udp, host: "192.0.2.1", port: 0)]),
      group: .singletonMultiThreadedEventLoopGroup, logger: Logger(label: "test"), events: { _, _ in })
    let error = await #expect(throws: SIPServiceError.self) { try await service.start() }
    #expect(error?.code == .addressUnavailable)
  }

  @Test func `draining refuses new calls, and shutdown frees the ports`() async throws {
    let running = try await RunningService()
    let phone = try await LoopbackPeer.udp(to: running.udp)
    running.service.drain()
    // The loop reads sockets before it does what it was asked: only after this it drains for sure.
    _ = await running.service.legCount()
    try await phone.send(Requests(transport: "UDP", port: phone.port).text("INVITE", branch: "1", body: "v=0"))
    let refusal = await phone.response()
    #expect(refusal?.status.code == 503)
    #expect(refusal?.headers[.retryAfter] != nil)
    await running.service.shutdown()
    let again = SIPService(
      configuration: .init(listeners: [
        .init(.udp, host: "127.0.0.1", port: running.udp), .init(.tcp, host: "127.0.0.1", port: running.tcp),
      ]), group: .singletonMultiThreadedEventLoopGroup, logger: Logger(label: "test"), events: { _, _ in })
    #expect(try await again.start().map(\.port) == [running.udp, running.tcp])
    await again.shutdown()
  }

  @Test func `shutdown waits for the answer to a BYE already commanded`() async throws {
    let running = try await RunningService()
    let phone = try await LoopbackPeer.udp(to: running.udp)
    let requests = Requests(transport: "UDP", port: phone.port)
    try await phone.send(requests.text("INVITE", branch: "1", body: "v=0"))
    let leg = try #require(await running.invited())
    running.service.perform(.answer(body: Array("v=0".utf8)), on: leg)
    _ = await phone.response()
    let ok = try #require(await phone.response())
    try await phone.send(requests.text("ACK", branch: "2", toTag: ok.toTag))
    _ = await running.event()
    running.service.perform(.hangUp(), on: leg)
    async let stopped: Void = running.service.shutdown(grace: .seconds(30))
    try await phone.send(Requests.ok(try #require(await phone.request())))
    await stopped
    #expect(try #require(await running.event()).1 == .ended(.localHangUp))
  }
}

extension RunningService {
  /// Waits until the service has seen that many connections remain, by asking its loop again and again.
  func closed(connections: Int) async -> Bool {
    while await service.connectionCount() != connections { await Task.yield() }
    return true
  }
}
