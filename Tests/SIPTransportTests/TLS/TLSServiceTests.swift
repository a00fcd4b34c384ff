import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import SIP
import SIPTransport
import Testing
import WireTesting

@Suite(.timeLimit(.minutes(1)))
struct TLSServiceTests {
  @Test(.rfc(3261, "26.2.1")) func `a call over TLS is answered with a Contact of TLS, and hung up`() async throws {
    let running = try await RunningService(transports: [.udp, .tls], tls: TLSSettings(identity: try identity()))
    let phone = try await LoopbackPeer.tls(to: running.tls)
    let requests = Requests(transport: "TLS", port: phone.port)
    try await phone.send(requests.text("INVITE", branch: "1", body: "v=0"))
    let leg = try #require(await running.invited())
    running.service.perform(.answer(body: Array("v=0".utf8)), on: leg)
    #expect(await phone.response()?.status.code == 100)
    let ok = try #require(await phone.response())
    #expect(ok.headers[.contact] == "<sip:127.0.0.1:\(running.tls);transport=tls>")
    try await phone.send(requests.text("ACK", branch: "2", toTag: ok.toTag))
    _ = await running.event()
    running.service.perform(.hangUp(), on: leg)
    let bye = try #require(await phone.request())
    #expect(bye.headers[.via]?.hasPrefix("SIP/2.0/TLS") == true)
    #expect(try #require(await running.traced()).flow.transport == .tls)
    try await phone.send(Requests.ok(bye))
    #expect(try #require(await running.event()).1 == .ended(.localHangUp))
    await running.service.shutdown()
  }

  @Test(.lesson(26)) func `a version older than the oldest allowed gets no connection, whatever ALPN offers`()
    async throws
  {
    let running = try await RunningService(
      transports: [.tls], tls: TLSSettings(identity: try identity(), minimumVersion: .v13))
    let old = try await LoopbackPeer.tls(to: running.tls) { $0.maximumTLSVersion = .tlsv12 }
    try? await old.send(Requests(transport: "TLS", port: 1).text("OPTIONS", branch: "1"))
    #expect(await old.next() == nil)
    let phone = try await LoopbackPeer.tls(to: running.tls) { $0.applicationProtocols = ["h2"] }
    try await phone.send(Requests(transport: "TLS", port: 1).text("OPTIONS", branch: "1"))
    #expect(await phone.response()?.status.code == 200)
    await running.service.shutdown()
  }

  @Test func `a caller must show a certificate where one is required`() async throws {
    let caller = try identity("caller.example")
    let trusted = try file(caller.certificates)
    defer { try? FileManager.default.removeItem(at: trusted) }
    let running = try await RunningService(
      transports: [.tls],
      tls: TLSSettings(
        identity: try identity(), trustedCertificatesFile: trusted.path, callerCertificates: .required))
    let options = Requests(transport: "TLS", port: 1).text("OPTIONS", branch: "1")
    let stranger = try await LoopbackPeer.tls(to: running.tls)
    try? await stranger.send(options)
    #expect(await stranger.next() == nil)
    let known = try await LoopbackPeer.tls(to: running.tls) { configuration in
      configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(caller.certificates).map { .certificate($0) }
      configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: caller.privateKey, format: .pem))
    }
    try await known.send(options)
    #expect(await known.response()?.status.code == 200)
    await running.service.shutdown()
  }

  @Test func `a peer that connects and says nothing is closed, for its handshake never ends`() async throws {
    let running = try await RunningService(
      limits: ConnectionLimits(messageTimeout: .milliseconds(50)), transports: [.tls],
      tls: TLSSettings(identity: try identity()))
    let silent = try await LoopbackPeer.tcp(to: running.tls)
    #expect(await silent.next() == nil)
    await running.service.shutdown()
  }

  @Test func `without a certificate a TLS port is not opened, and the error says what to set`() async throws {
    let error = await #expect(throws: SIPServiceError.self) { try await RunningService(transports: [.udp, .tls]) }
    #expect(error?.code == .certificate)
    #expect(error?.message.contains("TRUNKLINE_TLS_CERTIFICATE") == true)
  }

  // MARK: Connections of ours

  /// A call whose Contact leads to a TLS listener of another identity; then our BYE is to go there.
  private func bye(check: CertificateCheck, homeNames: [String], trusts: Bool) async throws -> Bool {
    let home = try SelfSignedCertificate(names: homeNames, validFrom: 1_700_000_000).make()
    let roots = try file(home.certificates)
    defer { try? FileManager.default.removeItem(at: roots) }
    let running = try await RunningService(
      transports: [.tls],
      tls: TLSSettings(
        identity: try identity(), check: check, trustedCertificatesFile: trusts ? roots.path : nil))
    let listener = try await LoopbackPeer.listening(tls: home)
    let phone = try await LoopbackPeer.tls(to: running.tls)
    let requests = Requests(transport: "TLS", port: listener.port)
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
    async let ended = running.event()
    let request = Task { await listener.request() }
    // Whichever comes: the BYE there, or the end here because it could not be sent.
    if await running.opensOrEnds() {
      let bye = try #require(await request.value)
      try await listener.answer(bye)
      #expect(await ended?.1 == .ended(.localHangUp))
      await running.service.shutdown()
      try await listener.channel.close()
      return true
    }
    #expect(await ended?.1 == .ended(.localHangUp))
    await running.service.shutdown()
    try await listener.channel.close()
    #expect(await request.value == nil)
    return false
  }

  @Test(
    .rfc(5922, "7"), .lesson(25),
    arguments: [
      (CertificateCheck.chainAndName, ["127.0.0.1"], true, true), (.chainAndName, ["other.example"], true, false),
      (.chainAndName, ["127.0.0.1"], false, false), (.chain, ["other.example"], true, true),
      (.chain, ["127.0.0.1"], false, false), (.none, ["other.example"], false, true),
    ])
  func `a server is checked as asked: chain and name, chain only, or nothing`(
    check: CertificateCheck, names: [String], trusts: Bool, isReached: Bool
  ) async throws {
    #expect(try await bye(check: check, homeNames: names, trusts: trusts) == isReached)
  }

  private func identity(_ name: String = "127.0.0.1") throws -> TLSIdentity {
    try SelfSignedCertificate(names: [name], validFrom: 1_700_000_000).make()
  }

  private func file(_ bytes: [UInt8]) throws -> URL {
    let url = FileManager.default.temporaryDirectory.appending(path: "trunkline-\(UUID().uuidString).pem")
    try Data(bytes).write(to: url)
    return url
  }
}

extension RunningService {
  /// True when a connection opens, false when the last leg ends without.
  func opensOrEnds() async -> Bool {
    while true {
      if await service.connectionCount() > 0 { return true }
      if await service.legCount() == 0 { return false }
      await Task.yield()
    }
  }
}
