internal import COpus

/// An Opus decoder.
final class OpusDecoding {
  /// The least that can be made up for loss: 2.5 ms.
  static let step = 120
  private let decoder: OpaquePointer

  init?() {
    guard let decoder = opus_decoder_create(48000, 1, nil) else { return nil }
    self.decoder = decoder
  }

  deinit { opus_decoder_destroy(decoder) }

  /// All of a packet; zero for one that cannot be decoded or finds no room.
  func decode(_ payload: Span<UInt8>, into frame: inout MutableSpan<Int16>) -> Int {
    decode(payload, into: &frame, count: frame.count, isRecovering: false)
  }

  /// The `count` samples before `payload`, of the copy that it carries, or made up when it carries none.
  func recover(_ count: Int, before payload: Span<UInt8>, into frame: inout MutableSpan<Int16>) -> Int {
    decode(payload, into: &frame, count: count, isRecovering: true)
  }

  /// `count` samples of what was last heard, sinking; after a pause of the sender's, its noise.
  func conceal(_ count: Int, into frame: inout MutableSpan<Int16>) -> Int {
    decode([UInt8]().span, into: &frame, count: count, isRecovering: false)
  }

  private func decode(
    _ payload: Span<UInt8>, into frame: inout MutableSpan<Int16>, count: Int, isRecovering: Bool
  ) -> Int {
    guard count > 0, count <= frame.count else { return 0 }
    let made = payload.withUnsafeBufferPointer { payload in
      frame.withUnsafeMutableBufferPointer { frame -> Int32 in
        guard let target = frame.baseAddress else { return 0 }
        return opus_decode(
          decoder, payload.isEmpty ? nil : payload.baseAddress, Int32(clamping: payload.count), target,
          Int32(clamping: min(count, OpusPacket.mostSamples)), isRecovering ? 1 : 0)
      }
    }
    return max(0, Int(made))
  }
}
