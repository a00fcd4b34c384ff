import NIOCore
import NIOWebSocket
import SIP
import SIPTransport
import Testing
import WireTesting

@Suite(.rfc(7118), .timeLimit(.minutes(1)))
struct WebSocketServiceTests {
  private let options = Requests(transport: "WS", port: 1).text("OPTIONS", branch: "1")

  @Test(.rfc(7118, "5"), arguments: [false, true])
  func `a browser calls over a WebSocket, is answered and hung up on it`(isSecure: Bool) async throws {
    let transport = isSecure ? TransportProtocol.wss : .ws
    let running = try await RunningService(transports: [transport], tls: isSecure ? try identity() : nil)
    let phone = try await WebSocketPeer.open(to: running.ports[transport] ?? 0, tls: isSecure)
    // The host a browser names in Via and Contact exists nowhere (RFC 7118 §5.4).
    func text(_ method: String, _ branch: String, tag: String? = nil) -> String {
      Requests(transport: transport.token, port: 5060).text(
        method, branch: branch, toTag: tag, body: method == "INVITE" ? "v=0" : ""
      )
      .replacing("127.0.0.1:5060;branch", with: "df7jal23ls0d.invalid;branch")
      .replacing("alice@127.0.0.1:5060", with: "alice@df7jal23ls0d.invalid;transport=ws")
    }
    try await phone.send(text("INVITE", "1"))
    let leg = try #require(await running.invited())
    running.service.perform(.answer(body: Array("v=0".utf8)), on: leg)
    #expect(await phone.status() == 100)
    guard case .response(let ok)? = await phone.message() else {
      Issue.record("no answer")
      return
    }
    #expect(ok.headers[.contact]?.hasSuffix(";transport=ws>") == true)
    try await phone.send(text("ACK", "2", tag: ok.toTag))
    _ = await running.event()
    running.service.perform(.hangUp(), on: leg)
    guard case .request(let bye)? = await phone.message() else {
      Issue.record("no BYE")
      return
    }
    #expect(bye.headers[.via]?.hasPrefix("SIP/2.0/\(transport.token) ") == true)
    try await phone.send(String(decoding: Requests.ok(bye), as: UTF8.self).replacing("\r\n", with: "\n"))
    #expect(try #require(await running.event()).1 == .ended(.localHangUp))
    #expect(try #require(await running.traced()).flow.transport == transport)
    await running.service.shutdown()
    #expect(await phone.next() == .closed(1001))
  }

  @Test(.rfc(7118, "5")) func `text, binary and a message in three frames are one message each`() async throws {
    let running = try await RunningService(transports: [.ws])
    let phone = try await WebSocketPeer.open(to: running.ports[.ws] ?? 0)
    try await phone.send(options)
    #expect(await phone.status() == 200)
    try await phone.send(options.replacing("z9hG4bKcall-11", with: "z9hG4bKb"), opcode: .binary)
    #expect(await phone.status() == 200)
    let long = options.replacing("z9hG4bKcall-11", with: "z9hG4bKc")
    try await phone.send(String(long.prefix(20)), isLast: false)
    try await phone.send(String(long.dropFirst(20).prefix(20)), opcode: .continuation, isLast: false)
    try await phone.send("", opcode: .ping)
    #expect(await phone.next() == .pong)
    try await phone.send(String(long.dropFirst(40)), opcode: .continuation)
    #expect(await phone.status() == 200)
    await running.service.shutdown()
  }

  @Test(.rfc(7118, "6")) func `a client that pings with line ends is answered with one`() async throws {
    let running = try await RunningService(transports: [.ws])
    let phone = try await WebSocketPeer.open(to: running.ports[.ws] ?? 0)
    try await phone.send("\n\n")
    #expect(await phone.next() == .text("\r\n"))
    await running.service.shutdown()
  }

  @Test func `a silent WebSocket is pinged`() async throws {
    let running = try await RunningService(
      limits: ConnectionLimits(pingInterval: .milliseconds(20)), transports: [.ws])
    let phone = try await WebSocketPeer.open(to: running.ports[.ws] ?? 0)
    #expect(await phone.next() == .ping)
    await running.service.shutdown()
  }

  @Test(.rfc(6455, "7.4")) func `the end says why: unmasked frames 1002, too long 1009, farewell as it came`()
    async throws
  {
    let running = try await RunningService(limits: ConnectionLimits(maximumMessageLength: 2_000), transports: [.ws])
    let port = running.ports[.ws] ?? 0
    let unmasked = try await WebSocketPeer.open(to: port)
    try await unmasked.send(options, isMasked: false)
    #expect(await unmasked.next() == .closed(1002))
    #expect(await unmasked.next() == nil)
    let long = try await WebSocketPeer.open(to: port)
    try await long.send(String(repeating: "x", count: 2_001))
    #expect(await long.next() == .closed(1009))
    let parts = try await WebSocketPeer.open(to: port)
    try await parts.send(String(repeating: "x", count: 1_500), isLast: false)
    try await parts.send(String(repeating: "x", count: 1_500), opcode: .continuation)
    #expect(await parts.next() == .closed(1009))
    let stray = try await WebSocketPeer.open(to: port)
    try await stray.send("x", opcode: .continuation)
    #expect(await stray.next() == .closed(1002))
    let leaving = try await WebSocketPeer.open(to: port)
    try await leaving.send("\u{3}\u{f}", opcode: .connectionClose)
    #expect(await leaving.next() == .closed(783))
    #expect(await running.closed(connections: 0))
    await running.service.shutdown()
  }

  @Test(.rfc(7118, "4")) func `who does not ask for the protocol sip, or comes from another page, is told so`()
    async throws
  {
    let running = try await RunningService(
      transports: [.ws], webSocket: WebSocketRules(origins: ["https://phone.example.com"]))
    let port = running.ports[.ws] ?? 0
    let home = "https://phone.example.com"
    await #expect(throws: WebSocketPeer.Refused(status: 400)) {
      try await WebSocketPeer.open(to: port, protocols: nil, origin: home)
    }
    await #expect(throws: WebSocketPeer.Refused(status: 400)) {
      try await WebSocketPeer.open(to: port, protocols: "chat, xmpp", origin: home)
    }
    await #expect(throws: WebSocketPeer.Refused(status: 403)) {
      try await WebSocketPeer.open(to: port, origin: "https://evil.example")
    }
    await #expect(throws: WebSocketPeer.Refused(status: 403)) { try await WebSocketPeer.open(to: port) }
    let phone = try await WebSocketPeer.open(to: port, protocols: "chat, sip", origin: "https://PHONE.example.com")
    try await phone.send(options)
    #expect(await phone.status() == 200)
    await running.service.shutdown()
  }

  @Test func `what is no WebSocket request is closed`() async throws {
    let running = try await RunningService(transports: [.ws])
    for text in ["GET / HTTP/1.1\nHost: a\n\n", "POST / HTTP/1.1\nHost: a\nContent-Length: 3\n\nabc", options] {
      let peer = try await LoopbackPeer.tcp(to: running.ports[.ws] ?? 0)
      try await peer.send(text)
      #expect(await peer.next() == nil)
    }
    await running.service.shutdown()
  }

  @Test func `who connects and asks for nothing is closed`() async throws {
    let running = try await RunningService(
      limits: ConnectionLimits(messageTimeout: .milliseconds(50)), transports: [.ws])
    let silent = try await LoopbackPeer.tcp(to: running.ports[.ws] ?? 0)
    #expect(await silent.next() == nil)
    await running.service.shutdown()
  }

  private func identity() throws -> TLSSettings {
    TLSSettings(identity: try SelfSignedCertificate(names: ["127.0.0.1"], validFrom: 1_700_000_000).make())
  }
}
