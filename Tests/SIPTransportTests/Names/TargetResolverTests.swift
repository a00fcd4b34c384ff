import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import SIP
import SIPTransport
import Testing
import WireTesting

@Suite(.timeLimit(.minutes(1)))
struct TargetResolverTests {
  /// Answers by script and counts the questions.
  private final class Script: NameLookup {
    private let records: [DNSQuestion: [DNSRecord]]
    private let count = NIOLockedValueBox(0)

    init(_ records: [DNSQuestion: [DNSRecord]]) {
      self.records = records
    }

    var asked: Int { count.withLockedValue { $0 } }

    func answer(to question: DNSQuestion) -> DNSAnswer {
      count.withLockedValue { $0 += 1 }
      return records[question].map { .records($0) } ?? .nothing(timeToLive: .seconds(10))
    }
  }

  private final class Clock: Sendable {
    private let now = NIOLockedValueBox(Duration.zero)
    func advance(_ time: Duration) { now.withLockedValue { $0 += time } }
    var read: @Sendable () -> Duration { { [self] in now.withLockedValue { $0 } } }
  }

  private let script = Script([
    DNSQuestion("_sip._udp.carrier.example", .srv): [
      DNSRecord(.service(priority: 1, weight: 0, port: 5060, target: "192.0.2.1"), timeToLive: .seconds(300)),
      DNSRecord(.service(priority: 2, weight: 0, port: 5060, target: "192.0.2.2"), timeToLive: .seconds(300)),
    ]
  ])

  private let request = ResolutionRequest(host: "carrier.example", transport: .udp)

  @Test func `an answer is asked for once while it lives`() async throws {
    let clock = Clock()
    let resolver = TargetResolver(lookup: script, clock: clock.read)
    _ = try await resolver.targets(of: request)
    _ = try await resolver.targets(of: request)
    #expect(script.asked == 1)
    clock.advance(.seconds(301))
    _ = try await resolver.targets(of: request)
    #expect(script.asked == 2)
  }

  @Test(.rfc(3263, "4.3")) func `a server that failed goes behind the others for a minute`() async throws {
    let clock = Clock()
    let resolver = TargetResolver(lookup: script, clock: clock.read)
    let first = try #require(try await resolver.targets(of: request).first)
    #expect(first.address.host == "192.0.2.1")
    resolver.failed(first)
    #expect(try await resolver.targets(of: request).map(\.address.host) == ["192.0.2.2", "192.0.2.1"])
    clock.advance(.seconds(60))
    #expect(try await resolver.targets(of: request).first == first)
    resolver.failed(first)
    resolver.reached(first)
    #expect(try await resolver.targets(of: request).first == first)
  }

  @Test func `the system finds localhost without a name server`() async throws {
    let resolver = TargetResolver()
    let targets = try await resolver.targets(of: ResolutionRequest(host: "localhost", port: 5070))
    #expect(targets.contains { $0.address == HostPort(host: "127.0.0.1", port: 5070) })
  }

  @Test(.rfc(3263, "4")) func `a real name server is asked for NAPTR, SRV and addresses in turn`() async throws {
    let server = try await SmallNameServer.start([
      DNSQuestion("carrier.test", .naptr): [
        DNSRecord(
          .pointer(
            order: 1, preference: 1, flags: "s", service: "SIP+D2T", replacement: "_sip._tcp.carrier.test"))
      ],
      DNSQuestion("_sip._tcp.carrier.test", .srv): [
        DNSRecord(.service(priority: 1, weight: 1, port: 5070, target: "b.carrier.test")),
        DNSRecord(.service(priority: 0, weight: 1, port: 5060, target: "a.carrier.test")),
      ],
      DNSQuestion("a.carrier.test", .a): [DNSRecord(.address("192.0.2.1"))],
      DNSQuestion("b.carrier.test", .a): [DNSRecord(.address("192.0.2.2"))],
      DNSQuestion("b.carrier.test", .aaaa): [DNSRecord(.address("2001:db8::2"))],
    ])
    let resolver = TargetResolver(
      lookup: SystemNames(server: HostPort(host: "127.0.0.1", port: server.port), timeoutSeconds: 1))
    let targets = try await resolver.targets(of: ResolutionRequest(host: "carrier.test"))
    #expect(
      targets.map { "\($0.transport.token) \($0.address)" } == [
        "TCP 192.0.2.1:5060", "TCP 192.0.2.2:5070", "TCP [2001:db8::2]:5070",
      ])
    await #expect(throws: ResolutionFailure.unknown(host: "nobody.test")) {
      try await resolver.targets(of: ResolutionRequest(host: "nobody.test", port: 5060))
    }
    try await server.stop()
    let refused = ResolutionRequest(host: "other.test", port: 5060)
    await #expect(throws: ResolutionFailure.unanswered(host: "other.test")) { try await resolver.targets(of: refused) }
  }
}
