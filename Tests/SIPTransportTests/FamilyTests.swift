import Logging
import NIOPosix
import SIP
import SIPTransport
import Testing
import WireTesting

@Suite(.timeLimit(.minutes(1)))
struct FamilyTests {
  @Test(.rfc(5118, "4"), arguments: ["UDP", "TCP"])
  func `a call over IPv6 is answered with a Contact in brackets, and our BYE finds its way`(transport: String)
    async throws
  {
    let running = try await RunningService(host: "::1")
    let phone =
      transport == "UDP"
      ? try await LoopbackPeer.udp(to: running.udp, host: "::1")
      : try await LoopbackPeer.tcp(to: running.tcp, host: "::1")
    func text(_ method: String, _ branch: String, _ tag: String? = nil) -> String {
      Requests(transport: transport, port: phone.port)
        .text(method, branch: branch, toTag: tag, body: method == "INVITE" ? "v=0" : "")
        .replacing("127.0.0.1", with: "[::1]")
    }
    try await phone.send(text("INVITE", "1"))
    let leg = try #require(await running.invited())
    running.service.perform(.answer(body: Array("v=0".utf8)), on: leg)
    _ = await phone.response()
    let ok = try #require(await phone.response())
    let parameter = transport == "UDP" ? ":\(running.udp)" : ":\(running.tcp);transport=tcp"
    #expect(ok.headers[.contact] == "<sip:[::1]\(parameter)>")
    try await phone.send(text("ACK", "2", ok.toTag))
    _ = await running.event()
    running.service.perform(.hangUp(), on: leg)
    let bye = try #require(await phone.request())
    #expect(bye.headers[.via]?.hasPrefix("SIP/2.0/\(transport) [::1]:") == true)
    try await phone.send(Requests.ok(bye))
    #expect(try #require(await running.event()).1 == .ended(.localHangUp))
    await running.service.shutdown()
  }

  @Test func `a listener that is optional takes the port of the other family, and is left out where there is none`()
    async throws
  {
    let service = SIPService(
      configuration: .init(listeners: [
        .init(.udp, host: "0.0.0.0", port: 0), .init(.tcp, host: "0.0.0.0", port: 0),
        .init(.udp, host: "::", port: 0, isOptional: true), .init(.tcp, host: "::", port: 0, isOptional: true),
        // An address of documentation, which no machine has.
        .init(.udp, host: "2001:db8::1", port: 0, isOptional: true),
      ]), group: .singletonMultiThreadedEventLoopGroup, logger: Logger(label: "test"), events: { _, _ in })
    let opened = try await service.start()
    #expect(opened.map(\.host) == ["0.0.0.0", "0.0.0.0", "::", "::"])
    #expect(opened.prefix(2).map(\.port) == opened.suffix(2).map(\.port))
    let phone = try await LoopbackPeer.udp(to: opened[0].port, host: "::1")
    try await phone.send(
      Requests(transport: "UDP", port: phone.port).text("OPTIONS", branch: "1").replacing("127.0.0.1", with: "[::1]"))
    let ok = try #require(await phone.response())
    #expect(ok.headers[.contact] == "<sip:[::1]:\(opened[0].port)>")
    await service.shutdown()
  }

  @Test func `both families listen on one port`() async throws {
    let first = try await RunningService(transports: [.udp, .tcp], host: "0.0.0.0")
    let second = SIPService(
      configuration: .init(listeners: [
        .init(.udp, host: "::", port: first.udp), .init(.tcp, host: "::", port: first.tcp),
      ]), group: .singletonMultiThreadedEventLoopGroup, logger: Logger(label: "test"), events: { _, _ in })
    #expect(try await second.start().map(\.port) == [first.udp, first.tcp])
    await second.shutdown()
    await first.service.shutdown()
  }
}
