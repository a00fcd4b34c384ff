import Logging
import MediaTransport
import Synchronization
import Testing
import WireTesting

/// Writes down the lengths of what it hears, and reports the first that says it is the last.
private final class Listener: MediaEndpoint {
  private let done: @Sendable ([Int]) -> Void
  private var heard: [Int] = []

  init(done: @escaping @Sendable ([Int]) -> Void) { self.done = done }

  func receive(
    _ datagram: Span<UInt8>, on channel: MediaChannel, from source: PeerAddress, at now: Duration,
    into outbox: inout Outbox
  ) {
    heard.append(datagram.count)
    if datagram.count == MediaLoopTests.lateBytes { done(heard) }
  }

  func perform(_ command: Int, at now: Duration, into outbox: inout Outbox) {}
  func tick(at now: Duration, into outbox: inout Outbox) {}
  func leave(at now: Duration, into outbox: inout Outbox) {}
}

/// Sends a datagram of as many bytes as it is told.
private final class Shouter: MediaEndpoint {
  private let to: PeerAddress
  private let said: @Sendable () -> Void

  init(to: PeerAddress, said: @escaping @Sendable () -> Void) {
    self.to = to
    self.said = said
  }

  func receive(
    _ datagram: Span<UInt8>, on channel: MediaChannel, from source: PeerAddress, at now: Duration,
    into outbox: inout Outbox
  ) {}

  func perform(_ bytes: Int, at now: Duration, into outbox: inout Outbox) { outbox.add(.rtp, to: to) { _ in bytes } }

  /// A tick after the command was obeyed: its datagram is out.
  func tick(at now: Duration, into outbox: inout Outbox) { said() }
  func leave(at now: Duration, into outbox: inout Outbox) {}
}

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

  static let earlyBytes = 20
  static let lateBytes = 30

  @Test(.lesson(94), .timeLimit(.minutes(1)))
  func `what came before there was anyone to hear it is not heard as the first words`() async throws {
    let ports = try MediaPorts(range: 39_400...39_499, bindHost: "127.0.0.1")
    let speaking = try MediaLoop<Shouter>(ports: ports, log: log)
    let hearing = try MediaLoop<Listener>(ports: ports, log: log)
    try speaking.start()
    try hearing.start()
    let far = try ports.open()
    let near = try ports.open()
    let loopback = try #require(PeerAddress(host: "127.0.0.1", port: near.port))
    let (ticks, ticked) = AsyncStream.makeStream(of: Void.self)
    let (results, told) = AsyncStream.makeStream(of: [Int].self)
    try speaking.add(Shouter(to: loopback) { ticked.yield() }, on: far)
    for _ in 0..<40 { try speaking.perform(Self.earlyBytes, on: far.id) }
    // The tick that is under way may be from before the commands.
    var iterator = ticks.makeAsyncIterator()
    for _ in 0..<2 { await iterator.next() }
    try hearing.add(Listener { told.yield($0) }, on: near)
    // Once it is seated what comes is heard.
    while hearing.health.lines == 0 { await iterator.next() }
    try speaking.perform(Self.lateBytes, on: far.id)
    var result = results.makeAsyncIterator()
    #expect(await result.next() == [Self.lateBytes])
    speaking.stop()
    hearing.stop()
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
