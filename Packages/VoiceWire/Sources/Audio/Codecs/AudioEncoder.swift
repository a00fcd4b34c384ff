internal import CSpanDSP

/// Turns samples into the bytes of one codec. Of one stream: G.722 and Opus depend on all that went before.
///
/// Nothing is allocated after `init`.
public struct AudioEncoder: ~Copyable, @unchecked Sendable {
  public let codec: AudioCodec
  /// The G.722 state, nil for the others.
  private let adaptive: OpaquePointer?
  /// The Opus state, nil for the others.
  private let opus: OpusEncoding?

  /// - Parameter tuning: means nothing with another codec than Opus.
  public init(_ codec: AudioCodec, tuning: OpusTuning = OpusTuning()) {
    self.codec = codec
    adaptive = codec == .g722 ? g722_encode_init(nil, 64000, 0) : nil
    opus = codec == .opus ? OpusEncoding(tuning) : nil
  }

  deinit { if let adaptive { g722_encode_free(adaptive) } }

  /// Encodes `samples` (any whole number of 10 ms; for Opus 10, 20, 40 or 60 ms, which become one packet) from the first
  /// place of `payload` on.
  ///
  /// - Returns: how many bytes were written: ``AudioCodec/encodedBytes(forSamples:)`` of the samples, less where
  ///   `payload` is shorter. Of Opus as many as it takes.
  public mutating func encode(_ samples: Span<Int16>, into payload: inout MutableSpan<UInt8>) -> Int {
    let bytes = min(codec.encodedBytes(forSamples: samples.count), payload.count)
    switch codec {
    case .pcmu:
      for index in 0..<bytes { payload[index] = G711.muLaw(samples[index]) }
      return bytes
    case .pcma:
      for index in 0..<bytes { payload[index] = G711.aLaw(samples[index]) }
      return bytes
    case .g722:
      guard let adaptive, bytes > 0 else { return 0 }
      return samples.withUnsafeBufferPointer { samples in
        payload.withUnsafeMutableBufferPointer { payload in
          Int(g722_encode(adaptive, payload.baseAddress, samples.baseAddress, Int32(bytes * 2)))
        }
      }
    case .opus: return opus?.encode(samples, into: &payload) ?? 0
    }
  }

  /// As ``encode(_:into:)``, for arrays: the bytes of `samples`.
  public mutating func encode(_ samples: [Int16]) -> [UInt8] {
    var payload = [UInt8](repeating: 0, count: codec.encodedBytes(forSamples: samples.count))
    var span = payload.mutableSpan
    let count = encode(samples.span, into: &span)
    payload.removeSubrange(count...)
    return payload
  }
}
