import Demands
import RTP

/// The receiving half of a call: statistics, keypresses, jitter buffer, and the reports they make.
struct Listener {
  private var statistics = ReceptionStatistics()
  private var events = TelephoneEventReceiver()
  private var buffer = JitterBuffer()
  private var now = Duration.zero
  private var nextTick = Duration.milliseconds(20)

  mutating func receive(_ datagram: [UInt8], after pause: Duration) {
    now += pause
    while nextTick <= now {
      play(at: nextTick)
      nextTick += .milliseconds(20)
    }
    if RTPPacket.isControl(datagram.span) {
      readControl(datagram)
    } else if let packet = RTPPacket(reading: datagram.span) {
      receive(packet, in: datagram)
    }
    report()
  }

  private mutating func receive(_ packet: RTPPacket, in datagram: [UInt8]) {
    demand(packet.payload.lowerBound >= 0 && packet.payload.upperBound <= datagram.count, "payload outside")
    let isEvent = packet.payloadType == 101
    let content = Array(datagram[packet.payload])
    switch statistics.record(packet, isTimed: !isEvent, at: now) {
    case .stray: return
    case .inStream: break
    default:
      buffer.reset()
      events.reset()
    }
    if isEvent {
      _ = events.receive(content.span, timestamp: packet.timestamp, marker: packet.marker, at: now)
      buffer.insertPlaceholder(for: packet)
    } else if packet.payloadType == 13 {
      buffer.insertComfort(packet, payload: content.span)
    } else {
      buffer.insert(packet, payload: content.span, ticks: content.count, at: now)
    }
  }

  /// 20 ms of sound at 8 kHz.
  private mutating func play(at time: Duration) {
    if let deadline = events.deadline, deadline <= time { _ = events.deadlineReached(at: time) }
    var missing = 160
    var rounds = 0
    var payload = [UInt8](repeating: 0, count: 480)
    while missing > 0 {
      rounds += 1
      demand(rounds <= 200, "the jitter buffer gives nothing and does not say that it waits")
      var room = payload.mutableSpan
      switch buffer.next(wanted: missing, isQuiet: rounds.isMultiple(of: 2), into: &room, at: time) {
      case .frame(let bytes, _, let ticks):
        demand(bytes <= 480 && ticks > 0, "a frame without sound")
        missing -= ticks
      case .comfort(let bytes): demand(bytes > 0 && bytes <= 480, "comfort noise of nothing")
      case .lost(let ticks), .silence(let ticks), .stretch(let ticks):
        demand(ticks > 0, "a gap of no length")
        missing -= ticks
      case .waiting: return
      }
    }
  }

  private mutating func readControl(_ datagram: [UInt8]) {
    var reader = ControlReader()
    var packets = 0
    while let packet = reader.next(in: datagram.span) {
      packets += 1
      demand(packets <= datagram.count, "more packets than bytes")
      if case .senderReport(let report) = packet { statistics.record(report, at: now) }
    }
  }

  private mutating func report() {
    guard let block = statistics.report(at: now) else { return }
    var out = [UInt8](repeating: 0, count: 64)
    var writer = ControlWriter()
    var room = out.mutableSpan
    writer.add(receiver: 1, block, into: &room)
    let written = Array(out.prefix(writer.count))
    var reader = ControlReader()
    demand(reader.next(in: written.span) == .receiverReport(source: 1), "our report cannot be read")
    _ = reader.next(in: written.span)
  }
}
