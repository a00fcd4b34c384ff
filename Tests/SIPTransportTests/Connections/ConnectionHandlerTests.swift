import NIOCore
import NIOEmbedded
import SIP
import Testing
import WireTesting

@testable import SIPTransport

/// One connection in virtual time.
struct ConnectionHandlerTests {
  private final class Owner: ConnectionOwner {
    var frames: [SIPStreamFramer.Frame] = []
    var closed = 0
    var takes = true
    var mayClose = true
    var standing = ConnectionStanding.known
    let flow = Flow(
      transport: .tcp, local: HostPort(host: "198.51.100.1", port: 5060),
      remote: HostPort(host: "192.0.2.10", port: 40_000), connection: 1)

    func connectionOpened(_ connection: OpenedConnection) -> Flow? { takes ? flow : nil }
    func received(_ frame: SIPStreamFramer.Frame, over flow: Flow) -> ConnectionStanding {
      frames.append(frame)
      return standing
    }
    func mayClose(_ flow: Flow) -> Bool { mayClose }
    func connectionClosed(_ flow: Flow) { closed += 1 }
    func connectionFailed(_ target: ConnectionTarget, _ error: (any Error)?) {}
  }

  private let owner = Owner()
  private let channel = EmbeddedChannel()

  private func open(_ limits: ConnectionLimits = ConnectionLimits(), isOurs: Bool = false) throws {
    let target = ConnectionTarget(Destination(owner.flow), check: .none)
    try channel.pipeline.syncOperations.addHandler(
      ConnectionHandler(owner: owner, limits: limits, dialled: isOurs ? target : nil))
    try channel.connect(to: SocketAddress(ipAddress: "192.0.2.10", port: 40_000)).wait()
  }

  private func receive(_ text: String) throws {
    try channel.writeInbound(channel.allocator.buffer(string: text.replacing("\n", with: "\r\n")))
  }

  private let options = "OPTIONS sip:a@b SIP/2.0\nContent-Length: 0\n\n"

  @Test(.rfc(5626, "3.5.1")) func `a ping is answered with one line end`() throws {
    try open()
    try receive("\n\n")
    #expect(try channel.readOutbound(as: ByteBuffer.self).map { String(buffer: $0) } == "\r\n")
    try receive(options)
    #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
    #expect(owner.frames.count == 2)
  }

  @Test func `a connection that is silent is closed, one with a call is kept`() throws {
    try open(ConnectionLimits(idleTimeout: .seconds(100)))
    try receive(options)
    owner.mayClose = false
    channel.embeddedEventLoop.advanceTime(by: .seconds(101))
    #expect(channel.isActive)
    owner.mayClose = true
    channel.embeddedEventLoop.advanceTime(by: .seconds(50))
    try receive("\n\n")
    channel.embeddedEventLoop.advanceTime(by: .seconds(99))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive)
    #expect(owner.closed == 1)
  }

  @Test func `a stranger has 30 s, whatever it sends, unless a call needs the connection`() throws {
    owner.standing = .stranger
    try open(ConnectionLimits(strangerTimeout: .seconds(30)))
    for _ in 0..<29 {
      channel.embeddedEventLoop.advanceTime(by: .seconds(1))
      try receive(options)
      try receive("\n\n")
    }
    owner.mayClose = false
    channel.embeddedEventLoop.advanceTime(by: .seconds(2))
    #expect(channel.isActive)
    owner.mayClose = true
    channel.embeddedEventLoop.advanceTime(by: .seconds(30))
    #expect(!channel.isActive)
  }

  @Test func `a stranger who turns out to be known has the patience that others have`() throws {
    try open(ConnectionLimits(idleTimeout: .seconds(100), strangerTimeout: .seconds(30)))
    channel.embeddedEventLoop.advanceTime(by: .seconds(29))
    try receive(options)
    channel.embeddedEventLoop.advanceTime(by: .seconds(99))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive)
  }

  @Test func `of one who asked for too much nothing more is read`() throws {
    owner.standing = .unwanted
    try open()
    try receive(options + options + options)
    #expect(owner.frames.count == 1)
    #expect(!channel.isActive)
  }

  @Test func `a message that trickles in is given up, a whole one is not`() throws {
    try open(ConnectionLimits(messageTimeout: .seconds(10)))
    try receive(options)
    channel.embeddedEventLoop.advanceTime(by: .seconds(60))
    #expect(channel.isActive)
    for _ in 0..<9 {
      try receive("O")
      channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    }
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive)
  }

  @Test func `a stream whose frames are lost is closed after its last frame is told`() throws {
    try open()
    try receive("OPTIONS sip:a@b SIP/2.0\nCall-ID: 1\n\n" + options)
    #expect(owner.frames.count == 1)
    #expect(!channel.isActive)
    #expect(owner.closed == 1)
  }

  @Test func `a connection nobody takes is closed`() throws {
    owner.takes = false
    try open()
    #expect(!channel.isActive)
    #expect(owner.closed == 0)
  }

  @Test func `a peer that does not read is closed`() throws {
    try open()
    channel.isWritable = false
    channel.pipeline.fireChannelWritabilityChanged()
    #expect(!channel.isActive)
  }

  private func written() throws -> String? {
    try channel.readOutbound(as: ByteBuffer.self).map { String(buffer: $0) }
  }

  @Test(.rfc(5626, "4.4.1")) func `a connection of ours is pinged when it is silent, that of a peer is not`() throws {
    let limits = ConnectionLimits(strangerTimeout: .seconds(600), pingInterval: .seconds(95))
    try open(limits, isOurs: true)
    channel.embeddedEventLoop.advanceTime(by: .seconds(94))
    #expect(try written() == nil)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(try written() == "\r\n\r\n")
    let other = EmbeddedChannel()
    try other.pipeline.syncOperations.addHandler(ConnectionHandler(owner: owner, limits: limits))
    try other.connect(to: SocketAddress(ipAddress: "192.0.2.10", port: 40_000)).wait()
    other.embeddedEventLoop.advanceTime(by: .seconds(300))
    #expect(try other.readOutbound(as: ByteBuffer.self) == nil)
  }

  @Test(.rfc(5626, "4.4.1")) func `a peer that has answered pings and answers no more is closed`() throws {
    try open(ConnectionLimits(pingInterval: .seconds(95), pongTimeout: .seconds(10)), isOurs: true)
    channel.embeddedEventLoop.advanceTime(by: .seconds(95))
    try receive("\n")
    channel.embeddedEventLoop.advanceTime(by: .seconds(60))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(35 + 9))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive)
    #expect(owner.frames.isEmpty)
  }

  @Test func `a peer that never answers pings is none the worse for it`() throws {
    try open(ConnectionLimits(idleTimeout: .seconds(600), pingInterval: .seconds(95)), isOurs: true)
    channel.embeddedEventLoop.advanceTime(by: .seconds(599))
    #expect(channel.isActive)
  }

  @Test func `the line end that answers a ping is not the beginning of a slow message`() throws {
    try open(ConnectionLimits(strangerTimeout: .seconds(100), messageTimeout: .seconds(10), pingInterval: nil))
    try receive("\n")
    channel.embeddedEventLoop.advanceTime(by: .seconds(60))
    #expect(channel.isActive)
  }
}
