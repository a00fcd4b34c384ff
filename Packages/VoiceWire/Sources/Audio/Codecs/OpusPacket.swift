internal import COpus

/// What can be told of an Opus packet without decoding it (RFC 6716 §3).
enum OpusPacket {
  /// 120 ms at 48 000 Hz, the longest packet.
  static let mostSamples = 5760
  /// The longest frame; our packets hold one or few.
  static let mostBytes = 1275

  /// Samples at 48 000 Hz; nil when its first bytes contradict its length.
  static func samples(in payload: Span<UInt8>) -> Int? {
    let count = payload.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { opus_packet_get_nb_samples($0, Int32(clamping: bytes.count), 48000) } ?? 0
    }
    return count > 0 && Int(count) <= mostSamples ? Int(count) : nil
  }
}
