import MediaTransport
import SDP
import Testing
import WireTesting

@testable import Calls

/// A re-INVITE that names another address: from the offer's bytes to the packets.
struct MovingMediaTests {
  private func tick(_ index: Int) -> Duration { .milliseconds(20 * index) }

  private func offer(version: Int, host: String, port: Int) -> [UInt8] {
    Array(
      """
      v=0\r
      o=- 5 \(version) IN IP4 198.51.100.7\r
      s=-\r
      c=IN IP4 \(host)\r
      t=0 0\r
      m=audio \(port) RTP/AVP 0\r

      """.utf8)
  }

  @Test(.lesson(61), .rfc(3264, "8.3.1"))
  func `a re-INVITE with another address moves the media at once, both ways, though a source is known`() throws {
    let before = try #require(PeerAddress(host: "198.51.100.7", port: 4000))
    let after = try #require(PeerAddress(host: "203.0.113.9", port: 6002))
    var negotiation = SessionNegotiation(
      capabilities: MediaCapabilities(), local: LocalMedia(sessionID: 1, address: "192.0.2.1", port: 16384))
    let first = try negotiation.answer(to: offer(version: 1, host: "198.51.100.7", port: 4000))
    let line = TestLine(first.media)
    for index in 1...10 {
      line.receive(datagram(index), from: before, at: tick(index))
      #expect(line.tick(at: tick(index)).compactMap { $0.packet == nil ? nil : $0.to } == [before])
    }
    let second = try negotiation.answer(to: offer(version: 2, host: "203.0.113.9", port: 6002))
    line.perform(.renegotiate(second.media), at: tick(10))
    #expect(line.tick(at: tick(11)).compactMap { $0.packet == nil ? nil : $0.to } == [after])
    line.seat.forget()
    let loud = [UInt8](repeating: 0x10, count: 160)
    for index in 12...20 {
      line.receive(datagram(index, payload: loud), from: after, at: tick(index))
      // What still comes from the old address is refused once the new one sends.
      line.receive(datagram(index + 500), from: before, at: tick(index))
      _ = line.tick(at: tick(index))
    }
    #expect(line.seat.heard.contains { abs(Int($0)) > 1000 })
    _ = line.leave(at: tick(21))
    #expect(line.gauge.reading?.datagramsRefused == 9)
  }
}
