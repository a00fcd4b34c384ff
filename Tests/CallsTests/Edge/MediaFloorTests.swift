import Audio
import Logging
import MediaTransport
import SDP
import SIP
import SIPTransport
import Synchronization
import Testing

@testable import Calls

/// Hears and says nothing.
private final class QuietSeat: CallSeat, Sendable {
  func publish(_ frame: Span<Int16>, at now: Duration) {}
  func mix(into frame: inout MutableSpan<Int16>, at now: Duration) -> Bool {
    for index in frame.indices { frame[index] = 0 }
    return false
  }
}

@Suite struct MediaFloorTests {
  private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  @Test func `each call gets an even port, and one without a port is told 503 and what to do`() throws {
    let floor = try MediaFloor(range: 24_610...24_613, address: "127.0.0.1", log: log)
    let first = try floor.open { _ in }
    let second = try floor.open { _ in }
    #expect(first.localPort.isMultiple(of: 2) && second.localPort.isMultiple(of: 2))
    #expect(first.localPort != second.localPort)
    let refusal = #expect(throws: MediaRefusal.self) { try floor.open { _ in } }
    #expect(refusal?.status == 503)
    #expect(refusal?.explanation.contains("24610") == true)
    first.close()
    second.close()
  }

  @Test(.timeLimit(.minutes(1)))
  func `sound passes when there are an agreement and a seat, in whichever order they come`() async throws {
    let floor = try MediaFloor(range: 24_630...24_637, address: "127.0.0.1", log: log)
    try floor.start()
    let (events, told) = AsyncStream.makeStream(of: CallEvent.self)
    let first = try floor.open { _ in }
    let second = try floor.open { told.yield($0) }
    let third = try floor.open { told.yield($0) }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await floor.run() }
      first.apply(TestLine.media(remote: "127.0.0.1", port: second.localPort))
      first.connect(QuietSeat(), rate: .hz8000, recording: nil)
      second.connect(QuietSeat(), rate: .hz8000, recording: nil)
      second.apply(TestLine.media(remote: "127.0.0.1", port: third.localPort))
      third.apply(TestLine.media(remote: "127.0.0.1", port: first.localPort))
      third.connect(QuietSeat(), rate: .hz8000, recording: nil)
      var heard = 0
      for await event in events where event == .soundArrived {
        heard += 1
        if heard == 2 { break }
      }
      #expect(heard == 2)
      #expect(floor.isRunning)
      for media in [first, second, third] { media.close() }
      floor.stop()
    }
    #expect(!floor.isRunning)
    // The last reading is there after the end.
    #expect(second.quality.map { $0.packetsReceived > 0 } == true)
  }

  @Test func `a call that ends before it has sound gives its ports back, once`() throws {
    let floor = try MediaFloor(range: 24_620...24_623, address: "127.0.0.1", log: log)
    let media = try floor.open { _ in }
    media.close()
    media.close()
    #expect(media.quality == nil)
    // Nothing is made for a line that is closed.
    media.apply(TestLine.media(remote: "127.0.0.1"))
    media.connect(QuietSeat(), rate: .hz8000, recording: nil)
    #expect(media.quality == nil)
  }

  @Test func `a call that the media thread cannot take is told that its sound stopped`() throws {
    let events = Mutex<[CallEvent]>([])
    // Never started: what it is asked for stays in its queue.
    let floor = try MediaFloor(range: 24_640...24_643, address: "127.0.0.1", log: log)
    let first = try floor.open { _ in }
    let second = try floor.open { event in events.withLock { $0.append(event) } }
    first.apply(TestLine.media(remote: "127.0.0.1"))
    first.connect(QuietSeat(), rate: .hz8000, recording: nil)
    for _ in 0..<4096 { first.apply(TestLine.media(remote: "127.0.0.1")) }
    second.apply(TestLine.media(remote: "127.0.0.1"))
    second.connect(QuietSeat(), rate: .hz8000, recording: nil)
    #expect(events.withLock { $0 } == [.soundStopped])
    // Its ports rest: nobody holds them.
    #expect(
      throws: MediaRefusal(
        status: 503, explanation: MediaTransportError.portsExhausted(24_640...24_643, resting: 1).description)
    ) {
      try floor.open { _ in }
    }
    second.close()
    first.close()
  }

  @Test func `a ladder line tells direction, first line, CSeq and peer`() throws {
    let message = try SIPParser().parse(
      Array(
        ("OPTIONS sip:a@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
          + "From: <sip:b@192.0.2.2>;tag=1\r\nTo: <sip:a@192.0.2.1>\r\nCall-ID: 1\r\nCSeq: 7 OPTIONS\r\n"
          + "Content-Length: 0\r\n\r\n").utf8))
    let flow = Flow(
      transport: .udp, local: HostPort(host: "192.0.2.1", port: 5060),
      remote: HostPort(host: "192.0.2.2", port: 5080))
    let line = SignalLine(TracedMessage(direction: .received, message: message, flow: flow, leg: nil))
    #expect(
      line
        == SignalLine(
          direction: .received, summary: "OPTIONS sip:a@192.0.2.1", sequence: "7 OPTIONS", peer: "udp 192.0.2.2:5080"))
  }
}
