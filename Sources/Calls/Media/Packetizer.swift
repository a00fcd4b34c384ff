internal import Audio
internal import SDP

/// Gathers frames of 20 ms and encodes them in packets of the agreed length, with timestamps that never jump.
final class Packetizer {
  /// Of the first sample that waits.
  private(set) var timestamp: UInt32
  private var encoder: AudioEncoder
  private var tuning: OpusTuning
  private var packetMilliseconds: Int
  /// Samples at the codec's rate that are not sent, `waiting` of them: less than a packet of 60 ms, and a frame.
  private var samples: [Int16]
  private var waiting = 0

  init(_ media: AgreedMedia, timestamp: UInt32) {
    self.timestamp = timestamp
    tuning = media.tuning
    encoder = AudioEncoder(media.encoding.codec, tuning: media.tuning)
    packetMilliseconds = media.packetTimeMilliseconds
    samples = [Int16](repeating: 0, count: 4 * SampleRate.hz48000.samplesPerFrame)
  }

  /// Ticks of the RTP clock in a frame.
  var frameTicks: Int { encoder.codec.timestampRate.samplesPerFrame }
  var hasPacket: Bool { waiting >= packetSamples }

  /// Another codec or packet length was agreed on. What waits of the old one is left out.
  func use(_ media: AgreedMedia) {
    if media.encoding.codec != encoder.codec || media.tuning != tuning {
      drop(waiting)
      tuning = media.tuning
      encoder = AudioEncoder(media.encoding.codec, tuning: tuning)
    }
    packetMilliseconds = media.packetTimeMilliseconds
  }

  /// Adds a frame of 20 ms at the codec's rate.
  func add(_ frame: Span<Int16>) {
    guard waiting + frame.count <= samples.count else { return }
    for index in frame.indices { samples[waiting + index] = frame[index] }
    waiting += frame.count
  }

  /// A frame's time passes without a packet.
  func pause() {
    drop(waiting)
    timestamp &+= UInt32(frameTicks)
  }

  /// Encodes the next packet's payload.
  /// - Returns: its length, zero when there is no room.
  func writePacket(into datagram: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    guard hasPacket, offset <= datagram.count else { return 0 }
    let count = packetSamples
    return samples.withUnsafeBufferPointer { samples in
      datagram.withUnsafeMutableBufferPointer { datagram in
        var room = UnsafeMutableBufferPointer(rebasing: datagram[offset...]).mutableSpan
        return encoder.encode(UnsafeBufferPointer(rebasing: samples[..<count]).span, into: &room)
      }
    }
  }

  /// Takes the next packet away; time goes on by its length.
  func dropPacket() {
    drop(min(packetSamples, waiting))
  }

  private var packetSamples: Int {
    encoder.codec.sampleRate.hz / 1000 * min(max(packetMilliseconds, 10), 60)
  }

  private func drop(_ count: Int) {
    for index in count..<waiting { samples[index - count] = samples[index] }
    waiting -= count
    let rate = encoder.codec.sampleRate.hz / encoder.codec.timestampRate.hz
    timestamp &+= UInt32(count / rate)
  }
}

extension AgreedMedia {
  /// How the peer wants its Opus. A voice gains little from more than 24 kbit/s.
  var tuning: OpusTuning {
    OpusTuning(
      bitrate: min(opus.maximumBitrate ?? 24_000, 24_000), maximumPlaybackRate: opus.maximumPlaybackRate,
      repeatsLastFrame: opus.usesForwardErrorCorrection)
  }
}
