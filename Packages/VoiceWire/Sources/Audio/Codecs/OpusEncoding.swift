internal import COpus

/// An Opus encoder.
final class OpusEncoding {
  private let encoder: OpaquePointer

  init?(_ tuning: OpusTuning) {
    guard let encoder = opus_encoder_create(48000, 1, OPUS_APPLICATION_VOIP, nil) else { return nil }
    self.encoder = encoder
    _ = opus_shim_set_bitrate(encoder, Int32(clamping: tuning.bitrate))
    _ = opus_shim_set_complexity(encoder, Int32(clamping: tuning.complexity))
    _ = opus_shim_set_voice(encoder)
    _ = opus_shim_set_max_bandwidth(encoder, Self.bandwidth(of: tuning.maximumPlaybackRate))
    _ = opus_shim_set_inband_fec(encoder, tuning.repeatsLastFrame ? 1 : 0)
    // The copy is made only when loss is expected; a tenth costs little.
    _ = opus_shim_set_expected_loss(encoder, tuning.repeatsLastFrame ? 10 : 0)
  }

  deinit { opus_encoder_destroy(encoder) }

  /// One packet of 10, 20, 40 or 60 ms.
  func encode(_ samples: Span<Int16>, into payload: inout MutableSpan<UInt8>) -> Int {
    let count = samples.withUnsafeBufferPointer { samples in
      payload.withUnsafeMutableBufferPointer { payload -> Int32 in
        guard let source = samples.baseAddress, let target = payload.baseAddress else { return 0 }
        return opus_encode(
          encoder, source, Int32(clamping: samples.count), target,
          Int32(clamping: min(payload.count, OpusPacket.mostBytes)))
      }
    }
    return max(0, Int(count))
  }

  private static func bandwidth(of rate: Int) -> Int32 {
    switch rate {
    case ..<12000: OPUS_BANDWIDTH_NARROWBAND
    case ..<16000: OPUS_BANDWIDTH_MEDIUMBAND
    case ..<24000: OPUS_BANDWIDTH_WIDEBAND
    case ..<48000: OPUS_BANDWIDTH_SUPERWIDEBAND
    default: OPUS_BANDWIDTH_FULLBAND
    }
  }
}
