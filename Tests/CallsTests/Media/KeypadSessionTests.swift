import Audio
import Calls
import MediaTransport
import RTP
import SDP
import Testing
import WireTesting

/// Keys in the media of a call, by each method.
struct KeypadSessionTests {
  private func tick(_ index: Int) -> Duration { .milliseconds(20 * index) }

  private func keys(_ line: TestLine) -> String {
    String(line.eventsTaken.compactMap { if case .digit(let key) = $0 { key } else { nil } })
  }

  private func pass(_ ticks: Int, from speaker: TestLine, to hearer: TestLine) -> Set<UInt8> {
    var types: Set<UInt8> = []
    for index in 1...ticks {
      for packet in speaker.tick(at: tick(index)) where packet.channel == .rtp {
        if let read = packet.packet { types.insert(read.payloadType) }
        hearer.receive(packet.bytes, at: tick(index))
      }
      _ = hearer.tick(at: tick(index))
    }
    return types
  }

  @Test(.rfc(4733, "2.3"), arguments: AudioEncoding.allCases)
  func `keys go as named events on the clock of the codec, each once`(encoding: AudioEncoding) {
    let speaker = TestLine(TestLine.media(encoding), seed: 1)
    let hearer = TestLine(TestLine.media(encoding), seed: 2)
    speaker.perform(.dial("159#"))
    #expect(pass(100, from: speaker, to: hearer).contains(101))
    #expect(keys(hearer) == "159#")
  }

  @Test(.rfc(4733, "2.5.1.2"))
  func `the duration of an event counts at its own clock`() throws {
    let line = TestLine(TestLine.media(.opus))
    line.perform(.dial("1"))
    let packets = (1...20).flatMap { line.tick(at: tick($0)) }.filter { $0.packet?.payloadType == 101 }
    let durations = packets.map { Int($0.bytes[14]) << 8 | Int($0.bytes[15]) }
    #expect(durations == [960, 1920, 2880, 3840, 4800, 4800, 4800])
  }

  @Test(arguments: AudioEncoding.allCases)
  func `without named events keys go as tones and are heard as such`(encoding: AudioEncoding) {
    let speaker = TestLine(TestLine.media(encoding, events: nil), seed: 1)
    let hearer = TestLine(TestLine.media(encoding, events: nil), seed: 2)
    speaker.perform(.dial("159x#"))
    #expect(pass(100, from: speaker, to: hearer) == [encoding.offeredPayloadType])
    #expect(keys(hearer) == "159#")
  }

  @Test func `tones are sent when they are asked for, though named events were agreed on`() {
    let speaker = TestLine(seed: 1)
    let hearer = TestLine(TestLine.media(events: nil), seed: 2)
    speaker.perform(.dial("42", by: .inband))
    #expect(pass(60, from: speaker, to: hearer) == [0])
    #expect(keys(hearer) == "42")
  }

  @Test func `tones are not listened for where named events were agreed on`() {
    let speaker = TestLine(seed: 1)
    let hearer = TestLine(seed: 2)
    speaker.perform(.dial("42", by: .inband))
    _ = pass(60, from: speaker, to: hearer)
    #expect(keys(hearer) == "")
  }

  @Test func `named events that the peer does not take are not sent in their own name`() {
    let line = TestLine(TestLine.media(events: nil))
    line.perform(.dial("1", by: .rfc4733))
    let types = (1...30).flatMap { line.tick(at: tick($0)) }.compactMap(\.packet?.payloadType)
    #expect(Set(types) == [0])
  }

  @Test func `lesson 99: events are told apart by their timestamps, whatever the marker says`() {
    let line = TestLine()
    for (index, timestamp) in [(1, 160), (2, 160), (3, 160), (4, 4000), (5, 4000)] {
      line.receive(
        datagram(index, payloadType: 101, timestamp: timestamp, payload: [7, 10, 0, 160]), at: tick(index))
    }
    // The same timestamp, but another key.
    line.receive(datagram(6, payloadType: 101, timestamp: 4000, payload: [8, 10, 0, 160]), at: tick(6))
    #expect(keys(line) == "778")
  }

  @Test func `lesson 100: audio after a key goes on in the same stream, later than the key`() throws {
    let line = TestLine()
    let before = try #require((1...5).flatMap { line.tick(at: tick($0)) }.compactMap(\.packet).last)
    line.perform(.dial("1"))
    let packets = (6...20).flatMap { line.tick(at: tick($0)) }.compactMap(\.packet)
    let events = packets.filter { $0.payloadType == 101 }
    let after = try #require(packets.first { $0.payloadType == 0 })
    #expect(events.count == 7)
    #expect(Set(events.map(\.timestamp)).count == 1)
    #expect(Set(packets.map(\.source)) == [before.source])
    #expect(events.map(\.sequence) == (1...7).map { before.sequence &+ $0 })
    #expect(after.sequence == before.sequence &+ 8)
    #expect(after.timestamp == before.timestamp &+ 8 * 160)
  }
}
