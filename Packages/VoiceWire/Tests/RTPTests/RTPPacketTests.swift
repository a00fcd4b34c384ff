import RTP
import Testing
import WireTesting

struct RTPPacketTests {
  @Test(.rfc(3550, "5.1"))
  func `a header is written and read as the same`() throws {
    let packet = RTPPacket(
      payloadType: 101, marker: true, sequence: 65535, timestamp: 0xFFFF_FF60, source: 0x1234_5678, payload: 12..<172)
    let datagram = try #require(packet.header(over: [UInt8](repeating: 7, count: 172)))
    #expect(Array(datagram[..<12]) == [0x80, 0xE5, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x60, 0x12, 0x34, 0x56, 0x78])
    #expect(RTPPacket(datagram: datagram) == packet)
  }

  @Test func `contributors, an extension and padding are not payload`() throws {
    let datagram: [UInt8] =
      [0xB1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3] + [9, 9, 9, 9] + [0xBE, 0xDE, 0, 1, 1, 2, 3, 4] + [42, 43] + [0, 0, 3]
    let packet = try #require(RTPPacket(datagram: datagram))
    #expect(Array(datagram[packet.payload]) == [42, 43])
  }

  @Test(
    arguments: [
      [], [0x80], [UInt8](repeating: 0x80, count: 11), [0x40] + [UInt8](repeating: 0, count: 20),
      // Contributors, extension and padding longer than the datagram; padding of zero.
      [0x8F] + [UInt8](repeating: 0, count: 20), [0x90] + [UInt8](repeating: 0, count: 12),
      [0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], [0xA0] + [UInt8](repeating: 0, count: 20),
      [0xA0] + [UInt8](repeating: 200, count: 20),
    ] as [[UInt8]])
  func `lengths that contradict each other are refused`(datagram: [UInt8]) {
    #expect(RTPPacket(datagram: datagram) == nil)
  }

  @Test(.rfc(5761, "4"))
  func `control packets on a shared port are told by their second byte`() {
    #expect(RTPPacket.isControlPacket([0x80, 200, 0, 6]))
    #expect(!RTPPacket.isControlPacket([0x80, 0x80, 0, 6]))
    #expect(!RTPPacket.isControlPacket([0x80, 0]))
    #expect(!RTPPacket.isControlPacket([0x80]))
  }

  @Test func `no header is written where there is no room`() {
    let packet = RTPPacket(payloadType: 0, sequence: 1, timestamp: 1, source: 1)
    #expect(packet.header(over: [UInt8](repeating: 1, count: 11)) == nil)
  }

  @Test func `no bytes stop the readers`() {
    var random = Randomness(seed: 3)
    var readable = 0
    for _ in 0..<20_000 {
      var bytes = (0..<random.next(in: 0...64)).map { _ in UInt8(random.next(in: 0...255)) }
      if !bytes.isEmpty, random.next(in: 0...1) == 0 { bytes[0] = 0x80 | bytes[0] & 0x3F }
      if bytes.count > 1, random.next(in: 0...1) == 0 { bytes[1] = UInt8(random.next(in: 200...204)) }
      if let packet = RTPPacket(reading: bytes.span) {
        readable += 1
        #expect(packet.payload.upperBound <= bytes.count)
        var receiver = TelephoneEventReceiver()
        _ = receiver.receive(
          bytes.span.extracting(packet.payload), timestamp: packet.timestamp, marker: packet.marker, at: .zero)
      }
      var reader = ControlReader()
      var packets = 0
      while reader.next(in: bytes.span) != nil { packets += 1 }
      #expect(packets <= 64)
    }
    #expect(readable > 1000)
  }
}
