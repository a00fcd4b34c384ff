import Audio
import Calls
import MediaTransport
import RTP
import SDP
import Testing
import WireTesting

struct MediaSessionTests {
  private func tick(_ index: Int) -> Duration { .milliseconds(20 * index) }

  @Test(.rfc(3550, "5.1"))
  func `silence is sent as packets, in even steps, to the agreed address`() throws {
    let line = TestLine()
    let packets = (1...100).flatMap { line.tick(at: tick($0)) }.filter { $0.packet != nil }
    #expect(packets.count == 100)
    #expect(packets.allSatisfy { $0.to.description == "192.0.2.50:4000" })
    let headers = packets.compactMap(\.packet)
    #expect(headers[0].marker && !headers[1].marker)
    for (before, after) in zip(headers, headers.dropFirst()) {
      #expect(after.sequence == before.sequence &+ 1)
      #expect(after.timestamp == before.timestamp &+ 160)
    }
    #expect(packets[50].bytes.dropFirst(12).allSatisfy { $0 == 0xFF })
  }

  @Test(arguments: [(10, 80, 200), (20, 160, 100), (30, 240, 66), (40, 320, 50), (60, 480, 33)])
  func `packets have the agreed length`(milliseconds: Int, bytes: Int, count: Int) {
    let line = TestLine(TestLine.media(packetTime: milliseconds))
    let packets = (1...100).flatMap { line.tick(at: tick($0)) }.compactMap(\.packet)
    #expect(packets.count == count)
    #expect(packets.allSatisfy { $0.payload.count == bytes })
    for (before, after) in zip(packets, packets.dropFirst()) {
      #expect(after.timestamp == before.timestamp &+ UInt32(bytes))
    }
  }

  @Test func `on hold nothing is sent, and afterwards the timestamps tell how long it was`() throws {
    let line = TestLine()
    let before = try #require((1...10).flatMap { line.tick(at: tick($0)) }.compactMap(\.packet).last)
    line.perform(.renegotiate(TestLine.media(direction: .receiveOnly)))
    #expect((11...60).flatMap { line.tick(at: tick($0)) }.compactMap(\.packet).isEmpty)
    line.perform(.renegotiate(TestLine.media()))
    let after = try #require(line.tick(at: tick(61)).compactMap(\.packet).first)
    #expect(after.sequence == before.sequence &+ 1)
    #expect(after.timestamp == before.timestamp &+ 51 * 160)
    #expect(after.marker)
  }

  @Test(arguments: [MediaDirection.inactive, .receiveOnly])
  func `while the call is on hold the room hears nothing of its music`(direction: MediaDirection) {
    let line = TestLine(TestLine.media(direction: direction))
    for index in 1...20 {
      line.receive(datagram(index), at: tick(index))
      _ = line.tick(at: tick(index))
    }
    #expect(line.seat.frames == 0)
  }

  @Test(.lesson(91)) func `packets go to where packets come from`() {
    let line = TestLine()
    let actual = PeerAddress(address: 0xC633_6401, port: 32000)
    for index in 1...5 { line.receive(datagram(index), from: actual, at: tick(index)) }
    #expect(line.tick(at: tick(6)).first?.to == actual)
  }

  @Test func `the first packet is told once, and keys when they are pressed`() {
    let line = TestLine()
    line.receive(datagram(1), at: tick(1))
    line.receive(datagram(2), at: tick(2))
    for index in 3...6 {
      line.receive(
        datagram(index, payloadType: 101, marker: index == 3, timestamp: 480, payload: [5, 10, 0, 160]),
        at: tick(index))
    }
    line.receive(datagram(7, payloadType: 101, timestamp: 480, payload: [5, 0x8A, 1, 64]), at: tick(7))
    line.receive(datagram(8, payloadType: 101, timestamp: 480, payload: [5, 0x8A, 1, 64]), at: tick(8))
    #expect(line.eventsTaken == [.soundArrived, .digit("5")])
  }

  @Test func `payload types of events that were not agreed on are no keys`() {
    let line = TestLine(TestLine.media(events: nil))
    line.receive(datagram(1, payloadType: 101, payload: [5, 10, 0, 160]), at: tick(1))
    #expect(line.eventsTaken == [.soundArrived])
  }

  @Test(.lesson(95)) func `silence of the peer is told once after the limit, and again after it spoke`() {
    let line = TestLine(silenceLimit: .seconds(5))
    line.receive(datagram(1), at: .zero)
    #expect(line.eventsTaken == [.soundArrived])
    for index in 1...500 { _ = line.tick(at: tick(index)) }
    #expect(line.eventsTaken == [.soundStopped])
    line.receive(datagram(2), at: tick(501))
    for index in 501...900 { _ = line.tick(at: tick(index)) }
    #expect(line.eventsTaken == [.soundStopped])
  }

  @Test func `music on hold does not reach the seat, and speech after it does at once`() throws {
    let line = TestLine()
    func pass(_ range: ClosedRange<Int>) {
      for index in range {
        line.receive(datagram(index, payload: [UInt8](repeating: 0x10, count: 160)), at: tick(index))
        _ = line.tick(at: tick(index))
      }
    }
    pass(1...20)
    #expect(line.seat.heard.contains { abs(Int($0)) > 1000 })
    line.perform(.renegotiate(TestLine.media(direction: .receiveOnly)), at: tick(20))
    line.seat.forget()
    pass(21...60)
    #expect(line.seat.heard.allSatisfy { $0 == 0 })
    line.perform(.renegotiate(TestLine.media()), at: tick(60))
    pass(61...62)
    #expect(line.seat.heard.contains { abs(Int($0)) > 1000 })
  }

  @Test(.lesson(95), arguments: [MediaDirection.receiveOnly, .inactive, .sendOnly])
  func `a call that begins on hold may be silent for as long as it likes`(direction: MediaDirection) {
    let line = TestLine(TestLine.media(direction: direction), silenceLimit: .seconds(5))
    for index in 1...1000 { _ = line.tick(at: tick(index)) }
    #expect(line.eventsTaken.isEmpty)
    line.perform(.renegotiate(TestLine.media()), at: tick(1000))
    for index in 1001...1251 { _ = line.tick(at: tick(index)) }
    #expect(line.eventsTaken == [.soundStopped])
  }

  @Test(.lesson(95)) func `a held peer may be silent for as long as it likes`() {
    let line = TestLine(silenceLimit: .seconds(5))
    line.receive(datagram(1), at: .zero)
    line.perform(.renegotiate(TestLine.media(direction: .receiveOnly)), at: .zero)
    for index in 1...1000 { _ = line.tick(at: tick(index)) }
    #expect(line.eventsTaken == [.soundArrived])
    line.perform(.renegotiate(TestLine.media()), at: tick(1000))
    for index in 1001...1240 { _ = line.tick(at: tick(index)) }
    #expect(line.eventsTaken.isEmpty)
    for index in 1241...1260 { _ = line.tick(at: tick(index)) }
    #expect(line.eventsTaken == [.soundStopped])
  }

  @Test(.rfc(4733, "2.5.1"))
  func `dialled keys go out as events in one stream with the audio, and are heard by a session`() {
    let caller = TestLine(seed: 1)
    let callee = TestLine(seed: 2)
    caller.perform(.dial("1x#"))
    var types: [UInt8] = []
    for index in 1...60 {
      for sent in caller.tick(at: tick(index)) where sent.channel == .rtp {
        callee.receive(sent.bytes, at: tick(index))
        if let packet = sent.packet { types.append(packet.payloadType) }
      }
      _ = callee.tick(at: tick(index))
    }
    #expect(callee.eventsTaken == [.soundArrived, .digit("1"), .digit("#")])
    #expect(types.filter { $0 == 101 }.count == 14)
    #expect(types.count == 60)
  }

  @Test func `keys are not dialled to a peer that takes none`() {
    let line = TestLine(TestLine.media(events: nil))
    line.perform(.dial("123"))
    let packets = (1...50).flatMap { line.tick(at: tick($0)) }.compactMap(\.packet)
    #expect(packets.allSatisfy { $0.payloadType == 0 })
  }

  @Test(.rfc(3550, "6.4"))
  func `reports tell what was sent and heard, and a goodbye ends them`() throws {
    let line = TestLine()
    var control: [SentPacket] = []
    for index in 1...1500 {
      if index % 10 != 0 { line.receive(datagram(index, source: 0xBEEF), at: tick(index)) }
      control += line.tick(at: tick(index)).filter { !$0.control.isEmpty }
    }
    #expect(control.count >= 4 && control.count <= 12)
    #expect(control.allSatisfy { $0.channel == .rtcp && $0.to.port == 4001 })
    guard case .senderReport(let report)? = control.last?.control.first,
      case .block(let block)? = control.last?.control.dropFirst().first
    else {
      Issue.record("no sender report with a block")
      return
    }
    #expect(report.packets > 500 && report.octets == report.packets * 160)
    #expect(block.source == 0xBEEF)
    #expect(block.fractionLost >= 23 && block.fractionLost <= 28)
    let last = line.leave(at: .seconds(31))
    #expect(last.flatMap(\.control).last == .bye(source: report.source))
  }

  @Test func `a session that may not send reports as a receiver`() {
    let line = TestLine(TestLine.media(direction: .receiveOnly))
    for index in 1...10 { line.receive(datagram(index), at: tick(index)) }
    let control = line.leave(at: .seconds(1)).flatMap(\.control)
    guard case .receiverReport? = control.first else {
      Issue.record("not a receiver report: \(control)")
      return
    }
  }

  @Test(.rfc(5761, "5.1.1"))
  func `multiplexed reports go out on the media port and are read from it`() throws {
    let line = TestLine(TestLine.media(multiplexes: true))
    let peer = TestLine(seed: 9)
    line.receive(datagram(1), at: .zero)
    let report = try #require(line.leave(at: .seconds(1)).first)
    #expect(report.channel == .rtp)
    #expect(report.to.port == 4000)
    peer.receive(datagram(1), at: .zero)
    peer.receive(report.bytes, at: .seconds(1))
    for index in 51...101 { _ = peer.tick(at: tick(index)) }
    #expect(peer.gauge.reading?.datagramsRefused == 0)
    #expect(peer.gauge.reading?.packetsReceived == 1)
  }

  @Test func `reports of two sessions about each other tell the round trip`() throws {
    let near = TestLine(seed: 1)
    let far = TestLine(seed: 2)
    var wire: [(due: Int, to: TestLine, packet: SentPacket)] = []
    for index in 1...2000 {
      let arrived = wire.filter { $0.due == index }
      wire.removeAll { $0.due == index }
      for (_, line, packet) in arrived { line.receive(packet.bytes, on: packet.channel, at: tick(index)) }
      // 60 ms each way.
      wire += near.tick(at: tick(index)).map { (index + 3, far, $0) }
      wire += far.tick(at: tick(index)).map { (index + 3, near, $0) }
    }
    let roundTrip = try #require(near.gauge.reading?.roundTrip)
    #expect(roundTrip > .milliseconds(100) && roundTrip < .milliseconds(140))
  }

  @Test func `noise from elsewhere is refused and counted, whatever it is`() {
    let line = TestLine()
    line.receive(datagram(1), at: .zero)
    let stranger = PeerAddress(address: 0x0808_0808, port: 53)
    line.receive(datagram(2), from: stranger, at: .zero)
    line.receive([1, 2, 3], at: .zero)
    line.receive([], at: .zero)
    line.receive([0x81, 203, 0, 1, 0, 0, 0, 9], on: .rtcp, from: stranger, at: .zero)
    _ = line.leave(at: .seconds(1))
    #expect(line.gauge.reading?.datagramsRefused == 4)
    #expect(line.gauge.reading?.packetsReceived == 1)
  }

  @Test func `any datagrams and any agreements leave a session that still speaks`() {
    let line = TestLine()
    var random = SeededRandomness(state: 4)
    for index in 1...3000 {
      var bytes = (0..<Int.random(in: 0...80, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      if bytes.count > 1 {
        bytes[0] = 0x80
        if Bool.random(using: &random) { bytes[1] = [0, 8, 9, 13, 101, 200, 201].randomElement(using: &random) ?? 0 }
      }
      line.receive(bytes, on: Bool.random(using: &random) ? .rtp : .rtcp, at: tick(index))
      if index % 100 == 0 {
        line.perform(
          .renegotiate(
            TestLine.media(
              AudioEncoding.allCases.randomElement(using: &random) ?? .pcmu,
              packetTime: Int.random(in: 1...6, using: &random) * 10)),
          at: tick(index))
      }
      _ = line.tick(at: tick(index))
    }
    line.perform(.renegotiate(TestLine.media()), at: tick(3001))
    // What was gathered for a longer packet goes out first.
    #expect((1...3).contains(line.tick(at: tick(3001)).compactMap(\.packet).count))
    for index in 3002...3010 { #expect(line.tick(at: tick(index)).compactMap(\.packet).count == 1) }
  }
}
