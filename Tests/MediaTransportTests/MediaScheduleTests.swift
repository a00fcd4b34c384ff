import MediaTransport
import Testing

struct MediaScheduleTests {
  private let line1 = LineID(number: 1)
  private let line2 = LineID(number: 2)
  private let peer = PeerAddress(address: 0x7F00_0001, port: 4000)

  private func bytes(_ span: Span<UInt8>) -> [UInt8] { span.indices.map { span[$0] } }

  @Test func `a tick goes to every line, and what each sends goes out of its own slot`() throws {
    var schedule = MediaSchedule<ScriptedEndpoint>()
    let first = ScriptedEndpoint(name: 1)
    let slots = [schedule.add(first, on: line1), schedule.add(ScriptedEndpoint(name: 2), on: line2)]
    let (slot1, slot2) = (try #require(slots[0]), try #require(slots[1]))
    var sent: [[UInt8]] = []
    schedule.tick(at: .milliseconds(20)) { slot, _, _, span in sent.append([UInt8(slot)] + bytes(span)) }
    #expect(sent == [[UInt8(slot1), 1, 2], [UInt8(slot2), 2, 2]])
    #expect(first.heard == ["tick \(Duration.milliseconds(20))"])
  }

  @Test func `a datagram goes to the endpoint of its slot only`() throws {
    var schedule = MediaSchedule<ScriptedEndpoint>()
    let first = ScriptedEndpoint(name: 1)
    let second = ScriptedEndpoint(name: 2)
    _ = schedule.add(first, on: line1)
    let added = schedule.add(second, on: line2)
    let slot = try #require(added)
    var answers = 0
    let datagram: [UInt8] = [1, 2, 3]
    schedule.receive(datagram.span, on: .rtcp, from: peer, slot: slot, at: .zero) { _, channel, to, _ in
      if channel == .rtcp && to == peer { answers += 1 }
    }
    schedule.receive(datagram.span, on: .rtp, from: peer, slot: 99, at: .zero) { _, _, _, _ in answers += 1 }
    #expect(answers == 1)
    #expect(first.heard.isEmpty)
    #expect(second.heard == ["rtcp 3 from 127.0.0.1:4000"])
  }

  @Test func `a removed endpoint says its last word, and its slot is used again`() {
    var schedule = MediaSchedule<ScriptedEndpoint>()
    let slot = schedule.add(ScriptedEndpoint(name: 1), on: line1)
    var last: [UInt8] = []
    let freed = schedule.remove(line1, at: .zero) { _, _, _, span in last = bytes(span) }
    #expect(freed != nil && freed == slot)
    #expect(last == [1, 3])
    let again = schedule.remove(line1, at: .zero) { _, _, _, _ in last = [] }
    #expect(again == nil)
    let reused = schedule.add(ScriptedEndpoint(name: 2), on: line2)
    #expect(reused == slot)
    #expect(schedule.count == 1)
  }

  @Test func `commands reach their line and none other`() {
    var schedule = MediaSchedule<ScriptedEndpoint>()
    let first = ScriptedEndpoint(name: 1)
    _ = schedule.add(first, on: line1)
    let other = schedule.add(ScriptedEndpoint(name: 9), on: line1)
    #expect(other == nil)
    schedule.perform("hold", on: line1, at: .zero) { _, _, _, _ in }
    schedule.perform("hold", on: line2, at: .zero) { _, _, _, _ in }
    #expect(first.heard == ["hold"])
  }

  @Test func `an outbox that is full drops and counts`() {
    var outbox = Outbox()
    var accepted = 0
    for _ in 0..<12 {
      let isAdded = outbox.add(.rtp, to: peer) { bytes in
        bytes[0] = 1
        return 1
      }
      if isAdded { accepted += 1 }
    }
    #expect(accepted == outbox.count)
    #expect(outbox.dropped == 12 - accepted)
    outbox.drain { _, _, _ in }
    #expect(outbox.count == 0)
  }
}
