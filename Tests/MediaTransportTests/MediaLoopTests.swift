import Logging
import MediaTransport
import Synchronization
import Testing

/// Sends a datagram each tick, and reports the third it hears.
private final class Caller: MediaEndpoint {
  private let to: PeerAddress
  private let heardEnough: @Sendable (MediaChannel) -> Void
  private var heard = 0

  init(to: PeerAddress, heardEnough: @escaping @Sendable (MediaChannel) -> Void) {
    self.to = to
    self.heardEnough = heardEnough
  }

  func receive(
    _ datagram: Span<UInt8>, on channel: MediaChannel, from source: PeerAddress, at now: Duration,
    into outbox: inout Outbox
  ) {
    heard += 1
    if heard == 3 || channel == .rtcp { heardEnough(channel) }
  }

  func perform(_ command: Int, at now: Duration, into outbox: inout Outbox) {}

  func tick(at now: Duration, into outbox: inout Outbox) {
    outbox.add(.rtp, to: to) { _ in 20 }
  }

  func leave(at now: Duration, into outbox: inout Outbox) {
    outbox.add(.rtcp, to: to.at(port: to.port + 1)) { _ in 8 }
  }
}

struct MediaLoopTests {
  private let log = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      ("127.0.0.1", "127.0.0.1", UInt16(39_000)), ("::1", "::1", 39_100), ("::", "::1", 39_200),
      ("::", "127.0.0.1", 39_300),
    ])
  func `two lines of a loop hear each other on real sockets, and the goodbye of the first to leave`(
    bound: String, host: String, firstPort: UInt16
  ) async throws {
    let ports = try MediaPorts(range: firstPort...firstPort + 99, bindHost: bound)
    let loop = try MediaLoop<Caller>(ports: ports, log: log)
    try loop.start()
    let first = try ports.open()
    let second = try ports.open()
    #expect(first.port % 2 == 0 && first.controlPort == first.port + 1)
    let (heard, told) = AsyncStream.makeStream(of: MediaChannel.self)
    let loopback = try #require(PeerAddress(host: host, port: 1))
    try loop.add(Caller(to: loopback.at(port: second.port)) { _ in }, on: first)
    try loop.add(Caller(to: loopback.at(port: first.port)) { told.yield($0) }, on: second)
    var iterator = heard.makeAsyncIterator()
    #expect(await iterator.next() == .rtp)
    try loop.remove(first.id)
    #expect(await iterator.next() == .rtcp)
    loop.stop()
    #expect(ports.openLines == 0)
    #expect(loop.health.datagramsReceived >= 4)
    #expect(loop.health.sendFailures == 0)
  }

  @Test func `a port that another program holds is passed over`() throws {
    let others = try MediaPorts(range: 39100...39101, bindHost: "127.0.0.1")
    let held = try others.open()
    defer { others.close(held) }
    let ports = try MediaPorts(range: 39100...39103, bindHost: "127.0.0.1")
    let line = try ports.open()
    #expect(line.port == 39102)
    ports.close(line)
  }
}
