internal import Audio

/// Encodes frames of 20 ms and cuts them into packets of the agreed length, with timestamps that never jump.
final class Packetizer {
  /// Ticks of the RTP clock in a frame of 20 ms, for all our codecs, which is also the bytes they make of it.
  static let frameTicks = 160
  private static let ticksPerMillisecond = 8

  /// Of the first sample that waits.
  private(set) var timestamp: UInt32
  private(set) var packetBytes: Int
  private var encoder: AudioEncoder
  /// Encoded and not sent, `waiting` bytes of it.
  private var bytes = [UInt8](repeating: 0, count: 640)
  private var waiting = 0

  init(codec: AudioCodec, packetTimeMilliseconds: Int, timestamp: UInt32) {
    self.timestamp = timestamp
    encoder = AudioEncoder(codec)
    packetBytes = Packetizer.bytes(in: packetTimeMilliseconds)
  }

  var hasPacket: Bool { waiting >= packetBytes }

  /// Another codec or packet length was agreed on. What waits of the old one is left out.
  func use(_ codec: AudioCodec, packetTimeMilliseconds: Int) {
    if codec != encoder.codec {
      drop(waiting)
      encoder = AudioEncoder(codec)
    }
    packetBytes = Packetizer.bytes(in: packetTimeMilliseconds)
  }

  /// Adds a frame of 20 ms at the codec's rate.
  func encode(_ frame: Span<Int16>) {
    let start = waiting
    guard start + Self.frameTicks <= bytes.count else { return }
    let count = bytes.withUnsafeMutableBufferPointer { bytes in
      var room = UnsafeMutableBufferPointer(rebasing: bytes[start..<start + Self.frameTicks]).mutableSpan
      return encoder.encode(frame, into: &room)
    }
    waiting += count
  }

  /// A frame's time passes without a packet.
  func pause() {
    drop(waiting)
    timestamp &+= UInt32(Self.frameTicks)
  }

  /// Copies the next packet's payload.
  /// - Returns: its length, zero when there is no room.
  func writePacket(into datagram: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    guard hasPacket, datagram.count - offset >= packetBytes else { return 0 }
    for index in 0..<packetBytes { datagram[offset + index] = bytes[index] }
    return packetBytes
  }

  /// Takes the next packet away; time goes on by its length.
  func dropPacket() {
    drop(min(packetBytes, waiting))
  }

  private func drop(_ count: Int) {
    for index in count..<waiting { bytes[index - count] = bytes[index] }
    waiting -= count
    timestamp &+= UInt32(count)
  }

  private static func bytes(in milliseconds: Int) -> Int {
    min(max(milliseconds, 10), 60) * ticksPerMillisecond
  }
}
