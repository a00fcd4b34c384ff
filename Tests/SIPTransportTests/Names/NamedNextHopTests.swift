import Foundation
import NIOCore
import SIP
import SIPTransport
import Testing
import WireTesting

/// Our BYE when the connection of the call is gone and its next hop is a name.
@Suite(.timeLimit(.minutes(1)))
struct NamedNextHopTests {
  private struct Names: NameLookup {
    func answer(to question: DNSQuestion) -> DNSAnswer {
      switch (question.name, question.kind) {
      // The first server is not there.
      case ("pbx.example", .a): .records([DNSRecord(.address("127.0.0.9")), DNSRecord(.address("127.0.0.1"))])
      default: .nothing(timeToLive: .seconds(1))
      }
    }
  }

  /// A call from a peer that says it listens at this name and port; the leg, once its connection is closed.
  private func lostCall(
    _ running: RunningService, by phone: LoopbackPeer, transport: String, contact: String
  ) async throws -> LegID {
    let requests = Requests(transport: transport, port: phone.port)
    let invite = requests.text("INVITE", branch: "1", body: "v=0").split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map { $0.hasPrefix("Contact:") ? "Contact: <sip:alice@\(contact)>" : String($0) }
    try await phone.send(invite.joined(separator: "\n"))
    let leg = try #require(await running.invited())
    running.service.perform(.answer(body: Array("v=0".utf8)), on: leg)
    #expect(await phone.response()?.status.code == 100)
    let ok = try #require(await phone.response())
    try await phone.send(requests.text("ACK", branch: "2", toTag: ok.toTag))
    _ = await running.event()
    try await phone.channel.close()
    #expect(await running.closed(connections: 0))
    return leg
  }

  @Test(.rfc(3263, "4.3")) func `the name is looked up, and the second server is tried when the first is not there`()
    async throws
  {
    let running = try await RunningService(names: Names())
    let home = try await LoopbackPeer.listening()
    let phone = try await LoopbackPeer.tcp(to: running.tcp)
    let leg = try await lostCall(
      running, by: phone, transport: "TCP", contact: "pbx.example:\(home.port);transport=tcp")
    running.service.perform(.hangUp(), on: leg)
    let bye = try #require(await home.request())
    #expect(bye.method == .bye)
    #expect(bye.uri.host == "pbx.example")
    #expect(bye.headers[.via]?.hasPrefix("SIP/2.0/TCP ") == true)
    try await home.answer(bye)
    #expect(try #require(await running.event()).1 == .ended(.localHangUp))
    await running.service.shutdown()
    try await home.channel.close()
  }

  @Test func `a name that nobody knows ends the call all the same`() async throws {
    let running = try await RunningService(limits: ConnectionLimits(connectTimeout: .milliseconds(200)), names: Names())
    let phone = try await LoopbackPeer.tcp(to: running.tcp)
    let leg = try await lostCall(running, by: phone, transport: "TCP", contact: "nobody.example;transport=tcp")
    running.service.perform(.hangUp(), on: leg)
    #expect(try #require(await running.event()).1 == .ended(.localHangUp))
    await running.service.shutdown()
  }

  @Test(
    .rfc(5922, "7"), .lesson(25),
    arguments: [
      (nil, "pbx.example", true), (nil, "other.example", false), (CertificateCheck.chain, "other.example", true),
      (CertificateCheck.none, "other.example", true),
    ] as [(CertificateCheck?, String, Bool)])
  func `over TLS the certificate must be of the name, unless the trunk asks for less`(
    check: CertificateCheck?, name: String, isReached: Bool
  ) async throws {
    let home = try SelfSignedCertificate(names: [name], validFrom: 1_700_000_000).make()
    let roots = FileManager.default.temporaryDirectory.appending(path: "trunkline-\(UUID().uuidString).pem")
    try Data(home.certificates).write(to: roots)
    defer { try? FileManager.default.removeItem(at: roots) }
    let own = try SelfSignedCertificate(names: ["127.0.0.1"], validFrom: 1_700_000_000).make()
    let running = try await RunningService(
      transports: [.tls], tls: TLSSettings(identity: own, trustedCertificatesFile: roots.path), names: Names())
    let listener = try await LoopbackPeer.listening(tls: home)
    let phone = try await LoopbackPeer.tls(to: running.tls)
    let leg = try await lostCall(
      running, by: phone, transport: "TLS", contact: "pbx.example:\(listener.port);transport=tls")
    if let check { running.service.perform(.verify(check), on: leg) }
    running.service.perform(.hangUp(), on: leg)
    if isReached {
      let bye = try #require(await listener.request())
      try await listener.answer(bye)
    }
    #expect(try #require(await running.event()).1 == .ended(.localHangUp))
    await running.service.shutdown()
    try await listener.channel.close()
    if !isReached { #expect(await listener.request() == nil) }
  }
}
