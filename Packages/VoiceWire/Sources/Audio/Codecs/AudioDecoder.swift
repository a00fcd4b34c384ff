internal import CSpanDSP

/// Turns the bytes of one codec into samples. Of one stream: G.722 and Opus depend on all that went before.
///
/// Any bytes decode to something; nothing is allocated after `init`.
public struct AudioDecoder: ~Copyable, @unchecked Sendable {
  public let codec: AudioCodec
  /// The G.722 state, nil for the others.
  private let adaptive: OpaquePointer?
  /// The Opus state, nil for the others.
  private let opus: OpusDecoding?
  /// What each byte means, empty for all but G.711.
  private let samples: [Int16]

  public init(_ codec: AudioCodec) {
    self.codec = codec
    adaptive = codec == .g722 ? g722_decode_init(nil, 64000, 0) : nil
    samples =
      switch codec {
      case .pcmu: G711.muLawSamples
      case .pcma: G711.aLawSamples
      case .g722, .opus: []
      }
    opus = codec == .opus ? OpusDecoding() : nil
  }

  deinit { if let adaptive { g722_decode_free(adaptive) } }

  /// Decodes `payload` from the first place of `frame` on.
  ///
  /// - Returns: how many samples were written: ``AudioCodec/decodedSamples(forBytes:)`` of the bytes, less where
  ///   `frame` is shorter (the rest of the payload is lost). Of Opus as many as the packet holds, or none.
  public mutating func decode(_ payload: Span<UInt8>, into frame: inout MutableSpan<Int16>) -> Int {
    if let opus { return payload.isEmpty ? 0 : opus.decode(payload, into: &frame) }
    guard codec == .g722 else {
      let count = min(payload.count, frame.count)
      for index in 0..<count { frame[index] = samples[Int(payload[index])] }
      return count
    }
    let bytes = min(payload.count, frame.count / 2)
    guard let adaptive, bytes > 0 else { return 0 }
    return payload.withUnsafeBufferPointer { payload in
      frame.withUnsafeMutableBufferPointer { frame in
        Int(g722_decode(adaptive, frame.baseAddress, payload.baseAddress, Int32(bytes)))
      }
    }
  }

  /// As ``decode(_:into:)``, for arrays: the samples of `payload`.
  public mutating func decode(_ payload: [UInt8]) -> [Int16] {
    var frame = [Int16](repeating: 0, count: codec.decodedSamples(forBytes: payload.count))
    var span = frame.mutableSpan
    let count = decode(payload.span, into: &span)
    frame.removeSubrange(count...)
    return frame
  }

  /// Whether the codec itself makes up for loss: ``conceal(_:before:into:)`` does it then.
  public var conceals: Bool { opus != nil }

  /// Fills the first `count` places of `frame` in place of lost audio: of the copy that the packet behind the gap may
  /// carry, else of what was heard before.
  ///
  /// - Parameters:
  ///   - payload: the packet that follows the gap at once, empty when there is none yet.
  ///   - frame: with room for 2.5 ms more than `count`.
  public mutating func conceal(
    _ count: Int, before payload: Span<UInt8>, into frame: inout MutableSpan<Int16>
  ) {
    // Opus makes up whole steps; what is over is cut off.
    let whole = (count + OpusDecoding.step - 1) / OpusDecoding.step * OpusDecoding.step
    var made = 0
    if let opus {
      let isWhole = whole == count
      made =
        payload.isEmpty || !isWhole
        ? opus.conceal(min(whole, frame.count), into: &frame) : opus.recover(count, before: payload, into: &frame)
    }
    for index in min(made, count)..<min(count, frame.count) { frame[index] = 0 }
  }
}
