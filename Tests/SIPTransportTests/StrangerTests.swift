import SIP
import SIPTransport
import Testing
import WireTesting

@Suite(.timeLimit(.minutes(1)))
struct StrangerTests {
  /// Ten requests, one refusal, then silence.
  private static let rules = Strangers.Configuration(allowance: 40, refillPerSecond: 0.1)

  @Test(.lesson(47), arguments: ["UDP", "TCP"])
  func `a stranger who asks too much is refused, then not heard, and trusted he is answered`(
    transport: String
  ) async throws {
    let running = try await RunningService(strangers: Self.rules, trusted: [])
    let peer =
      transport == "UDP" ? try await LoopbackPeer.udp(to: running.udp) : try await LoopbackPeer.tcp(to: running.tcp)
    func ask(_ number: Int) async throws {
      let requests = Requests(transport: transport, port: peer.port, callID: "call-\(number)")
      try await peer.send(requests.text("OPTIONS", branch: "1"))
    }
    for number in 1...11 {
      try await ask(number)
      #expect(await peer.response()?.status.code == (number <= 10 ? 200 : 503))
    }
    for number in 12...20 { try await ask(number) }
    while await running.service.strangerCounts().silenced < 9 { await Task.yield() }
    running.service.trust(["127.0.0.0/8"])
    // What is asked of the loop after it is answered after it: from here on the trust holds.
    _ = await running.service.strangerCounts()
    try await ask(21)
    #expect(await peer.response()?.status.code == 200)
    let counts = await running.service.strangerCounts()
    #expect([counts.answered, counts.refused, counts.silenced] == [11, 1, 9])
    await running.service.shutdown()
  }
}
