import NIOCore
import SIP
import SIPTransport
import Testing
import WireTesting

@Suite(.timeLimit(.minutes(1)))
struct StrangerTests {
  /// Ten requests, one refusal, then silence.
  private static let rules = Strangers.Configuration(allowance: 40, refillPerSecond: 0.1)

  private func ask(_ number: Int, _ transport: String, _ peer: LoopbackPeer) async throws {
    let requests = Requests(transport: transport, port: peer.port, callID: "call-\(number)")
    try await peer.send(requests.text("OPTIONS", branch: "1"))
  }

  @Test(.lesson(47)) func `a stranger who asks too much is refused, then not heard, and trusted he is answered`()
    async throws
  {
    let running = try await RunningService(strangers: Self.rules, trusted: [])
    let peer = try await LoopbackPeer.udp(to: running.udp)
    for number in 1...11 {
      try await ask(number, "UDP", peer)
      #expect(await peer.response()?.status.code == (number <= 10 ? 200 : 503))
    }
    for number in 12...20 { try await ask(number, "UDP", peer) }
    while await running.service.strangerCounts().silenced < 9 { await Task.yield() }
    running.service.trust(["127.0.0.0/8"])
    // What is asked of the loop after it is answered after it: from here on the trust holds.
    _ = await running.service.strangerCounts()
    try await ask(21, "UDP", peer)
    #expect(await peer.response()?.status.code == 200)
    let counts = await running.service.strangerCounts()
    #expect([counts.answered, counts.refused, counts.silenced] == [11, 1, 9])
    await running.service.shutdown()
  }

  @Test(.lesson(47))
  func `on a connection he is refused and then closed, and may not connect again until he is trusted`()
    async throws
  {
    let running = try await RunningService(strangers: Self.rules, trusted: [])
    let peer = try await LoopbackPeer.tcp(to: running.tcp)
    // The connection took one of forty, so that the tenth request is one too many.
    for number in 1...10 {
      try await ask(number, "TCP", peer)
      #expect(await peer.response()?.status.code == (number <= 9 ? 200 : 503))
    }
    try await ask(11, "TCP", peer)
    #expect(await peer.next() == nil)
    let again = try await LoopbackPeer.tcp(to: running.tcp)
    #expect(await again.next() == nil)
    running.service.trust(["127.0.0.0/8"])
    _ = await running.service.strangerCounts()
    let trusted = try await LoopbackPeer.tcp(to: running.tcp)
    try await ask(12, "TCP", trusted)
    #expect(await trusted.response()?.status.code == 200)
    await running.service.shutdown()
  }

  @Test func `TLS handshakes are dear to a stranger, and refused before they begin`() async throws {
    let identity = try SelfSignedCertificate(names: ["127.0.0.1"], validFrom: 1_700_000_000).make()
    let running = try await RunningService(
      transports: [.tls], tls: TLSSettings(identity: identity), strangers: Self.rules, trusted: [])
    for _ in 1...5 {
      let peer = try await LoopbackPeer.tls(to: running.tls)
      #expect(await running.closed(connections: 1))
      try await peer.channel.close()
      #expect(await running.closed(connections: 0))
    }
    let refused = try await LoopbackPeer.tcp(to: running.tls)
    #expect(await refused.next() == nil)
    #expect(await running.service.connectionCount() == 0)
    await running.service.shutdown()
  }

  @Test func `who rang is known, and has more than a stranger's connections`() async throws {
    let running = try await RunningService(limits: ConnectionLimits(maximumPerStranger: 1), trusted: [])
    let phone = try await LoopbackPeer.tcp(to: running.tcp)
    let refused = try await LoopbackPeer.tcp(to: running.tcp)
    #expect(await refused.next() == nil)
    try await phone.send(Requests(transport: "TCP", port: phone.port).text("INVITE", branch: "1", body: "v=0"))
    let leg = try #require(await running.invited())
    running.service.perform(.ring(), on: leg)
    #expect(await phone.response()?.status.code == 100)
    #expect(await phone.response()?.status.code == 180)
    let second = try await LoopbackPeer.tcp(to: running.tcp)
    try await ask(2, "TCP", second)
    #expect(await second.response()?.status.code == 200)
    await running.service.shutdown(grace: .zero)
  }
}
