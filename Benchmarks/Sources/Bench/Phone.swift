import Audio
import RTP

/// One phone of a room: jitter buffer and codec of one stream each way, as `Calls` puts them together.
final class Phone {
  private var statistics = ReceptionStatistics()
  private var jitter = JitterBuffer()
  private var decoder = AudioDecoder(.pcmu)
  private var encoder = AudioEncoder(.pcmu)
  private var payload = [UInt8](repeating: 0, count: 480)
  private(set) var frame = [Int16](repeating: 0, count: 160)
  private var others = [Int16](repeating: 0, count: 160)
  private var packet: RTPPacket

  init(source: UInt32) {
    packet = RTPPacket(payloadType: 0, sequence: 0, timestamp: 0, source: source)
  }

  func receive(_ datagram: Span<UInt8>, at now: Duration) {
    guard let packet = RTPPacket(reading: datagram) else { return }
    guard statistics.record(packet, at: now) != .stray else { return }
    jitter.insert(packet, payload: datagram.extracting(packet.payload), ticks: packet.payload.count, at: now)
  }

  /// Makes the next frame.
  func play(at now: Duration) {
    let playout = payload.withUnsafeMutableBufferPointer { payload in
      var room = payload.mutableSpan
      return jitter.next(wanted: 160, isQuiet: false, into: &room, at: now)
    }
    frame.withUnsafeMutableBufferPointer { frame in
      var room = frame.mutableSpan
      if case .frame(let bytes, _, _) = playout {
        payload.withUnsafeBufferPointer {
          _ = decoder.decode(UnsafeBufferPointer(rebasing: $0[..<bytes]).span, into: &room)
        }
      } else {
        room.silence()
      }
    }
  }

  func add(to mixer: inout Mixer) {
    frame.withUnsafeBufferPointer { mixer.add($0.span) }
  }

  /// Writes the next packet, of all but this phone.
  func send(_ mixer: Mixer, into datagram: inout MutableSpan<UInt8>) {
    others.withUnsafeMutableBufferPointer { others in
      var room = others.mutableSpan
      frame.withUnsafeBufferPointer { mixer.write(without: $0.span, into: &room) }
    }
    packet.writeHeader(into: &datagram)
    datagram.withUnsafeMutableBufferPointer { datagram in
      var body = UnsafeMutableBufferPointer(rebasing: datagram[RTPPacket.headerBytes...]).mutableSpan
      others.withUnsafeBufferPointer { _ = encoder.encode($0.span, into: &body) }
    }
    packet.sequence &+= 1
    packet.timestamp &+= 160
  }
}
