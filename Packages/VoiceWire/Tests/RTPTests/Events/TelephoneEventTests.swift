import RTP
import Testing
import WireTesting

struct TelephoneEventTests {
  private func key(_ character: Character) -> TelephoneEvent {
    TelephoneEvent(key: character) ?? TelephoneEvent(code: 16)!
  }

  /// Feeds packets 20 ms apart and gathers the changes.
  private func changes(
    _ packets: [(code: UInt8, end: Bool, duration: UInt16, timestamp: UInt32, marker: Bool)],
    into receiver: inout TelephoneEventReceiver
  ) -> [TelephoneEventChange] {
    var found: [TelephoneEventChange] = []
    for (index, packet) in packets.enumerated() {
      let payload = [
        packet.code, packet.end ? 0x8A : 0x0A, UInt8(packet.duration >> 8), UInt8(packet.duration & 0xFF),
      ]
      let (first, second) = receiver.receive(
        payload.span, timestamp: packet.timestamp, marker: packet.marker, at: .milliseconds(20 * index))
      found += [first, second].compactMap { $0 }
    }
    return found
  }

  @Test(.rfc(4733, "2.5.2.1"))
  func `one press is one event, however often its end is sent again`() {
    var receiver = TelephoneEventReceiver()
    let found = changes(
      [
        (5, false, 160, 1000, true), (5, false, 320, 1000, false), (5, true, 800, 1000, false),
        (5, true, 800, 1000, false), (5, true, 800, 1000, false),
      ], into: &receiver)
    #expect(found == [.began(key("5")), .ended(key("5"), lasted: .milliseconds(100))])
    #expect(receiver.deadline == nil)
  }

  @Test func `a marker that is lost, or never set, or always set, changes nothing`() {
    for marker in [false, true] {
      var receiver = TelephoneEventReceiver()
      let found = changes(
        [
          (1, false, 320, 1000, marker), (1, false, 480, 1000, marker), (1, true, 800, 1000, marker),
          (1, true, 800, 1000, marker),
        ], into: &receiver)
      #expect(found.count == 2)
    }
  }

  @Test func `the same key pressed again has another timestamp`() {
    var receiver = TelephoneEventReceiver()
    let found = changes(
      [
        (1, false, 160, 1000, true), (1, true, 320, 1000, false), (1, false, 160, 3000, true),
        (1, true, 320, 3000, false),
      ],
      into: &receiver)
    #expect(found.filter { $0 == .began(key("1")) }.count == 2)
  }

  @Test func `another key with the same timestamp is another press`() {
    var receiver = TelephoneEventReceiver()
    let found = changes(
      [(1, true, 320, 1000, true), (2, false, 160, 1000, false), (2, true, 320, 1000, false)], into: &receiver)
    #expect(found.filter { $0 == .began(key("1")) || $0 == .began(key("2")) }.count == 2)
  }

  @Test func `when all ends are lost the next key ends the first`() {
    var receiver = TelephoneEventReceiver()
    let found = changes([(1, false, 400, 1000, true), (2, false, 160, 3000, true)], into: &receiver)
    #expect(found == [.began(key("1")), .ended(key("1"), lasted: .milliseconds(50)), .began(key("2"))])
  }

  @Test func `when the last end is lost time ends the press`() {
    var receiver = TelephoneEventReceiver()
    _ = changes([(1, false, 160, 1000, true)], into: &receiver)
    #expect(receiver.deadline == .milliseconds(120))
    let changes = [119, 120, 200].map { receiver.deadlineReached(at: .milliseconds($0)) }
    #expect(changes == [nil, .ended(key("1"), lasted: .milliseconds(20)), nil])
  }

  @Test func `only the end arriving is still a press`() {
    var receiver = TelephoneEventReceiver()
    #expect(changes([(9, true, 800, 1000, false)], into: &receiver).count == 2)
  }

  @Test func `packets of an older event that come late are not another press`() {
    var receiver = TelephoneEventReceiver()
    let found = changes(
      [
        (1, true, 320, 1000, true), (2, false, 160, 3000, true), (1, true, 320, 1000, false),
        (2, true, 320, 3000, false), (1, true, 320, 1000, false),
      ], into: &receiver)
    #expect(found.count == 4)
  }

  @Test(.rfc(4733, "2.5.1.3"))
  func `a press too long for one duration goes on in segments`() {
    var receiver = TelephoneEventReceiver()
    let found = changes(
      [(1, false, 65535, 1000, true), (1, false, 160, 1000 + 65535, false), (1, true, 320, 1000 + 65535, false)],
      into: &receiver)
    #expect(found.count == 2)
    #expect(found.last == .ended(key("1"), lasted: .microseconds(Int64(65535 + 320) * 125)))
  }

  @Test func `codes that are no keys and short payloads are ignored`() {
    var receiver = TelephoneEventReceiver()
    #expect(changes([(32, true, 320, 1000, true)], into: &receiver).isEmpty)
    let (first, second) = receiver.receive([1, 0, 0].span, timestamp: 0, marker: true, at: .zero)
    #expect(first == nil && second == nil)
  }

  @Test(.rfc(4733, "2.5.1"))
  func `a dialled key is heard once by the receiver, with three ends and a pause after it`() {
    var sender = TelephoneEventSender()
    var receiver = TelephoneEventReceiver()
    for character in "1#" { sender.dial(key(character)) }
    var found: [TelephoneEventChange] = []
    var ends = 0
    var markers = 0
    var starts: Set<UInt32> = []
    for tick in 0..<60 {
      guard let packet = sender.next(at: UInt32(tick * 160), ticks: 160) else { continue }
      if packet.isEnd { ends += 1 }
      if packet.marker { markers += 1 }
      starts.insert(packet.timestamp)
      let payload = packet.payload
      let (first, second) = receiver.receive(
        payload.span, timestamp: packet.timestamp, marker: packet.marker, at: .milliseconds(20 * tick))
      found += [first, second].compactMap { $0 }
    }
    #expect(
      found == [
        .began(key("1")), .ended(key("1"), lasted: .milliseconds(100)), .began(key("#")),
        .ended(key("#"), lasted: .milliseconds(100)),
      ])
    #expect(ends == 6 && markers == 2)
    #expect(starts.sorted().count == 2)
    #expect((starts.max() ?? 0) - (starts.min() ?? 0) >= 800 + 640)
    #expect(!sender.isBusy)
  }

  @Test func `keys beyond the queue are refused`() {
    var sender = TelephoneEventSender(capacity: 2)
    let accepted = "123".map { sender.dial(key($0)) }
    #expect(accepted == [true, true, false])
  }

  @Test func `keys have the codes of the keypad`() {
    #expect(TelephoneEvent(key: "*")?.code == 10)
    #expect(TelephoneEvent(key: "#")?.code == 11)
    #expect(TelephoneEvent(key: "d")?.code == 15)
    #expect(TelephoneEvent(key: "x") == nil)
    #expect(TelephoneEvent(code: 16)?.key == nil)
    #expect(TelephoneEvent(code: 17) == nil)
  }
}
