internal import CSpanDSP

/// Turns the bytes of one codec into samples. Of one stream: G.722 depends on all that went before.
///
/// Any bytes decode to something; nothing is allocated after `init`.
public struct AudioDecoder: ~Copyable, @unchecked Sendable {
  public let codec: AudioCodec
  /// The G.722 state, nil for the others.
  private let adaptive: OpaquePointer?
  /// What each byte means, empty for G.722.
  private let samples: [Int16]

  public init(_ codec: AudioCodec) {
    self.codec = codec
    adaptive = codec == .g722 ? g722_decode_init(nil, 64000, 0) : nil
    samples =
      switch codec {
      case .pcmu: G711.muLawSamples
      case .pcma: G711.aLawSamples
      case .g722: []
      }
  }

  deinit { if let adaptive { g722_decode_free(adaptive) } }

  /// Decodes `payload` from the first place of `frame` on.
  ///
  /// - Returns: how many samples were written: ``AudioCodec/decodedSamples(forBytes:)`` of the bytes, less where
  ///   `frame` is shorter (the rest of the payload is lost).
  public mutating func decode(_ payload: Span<UInt8>, into frame: inout MutableSpan<Int16>) -> Int {
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
    _ = decode(payload.span, into: &span)
    return frame
  }
}
