internal import CSpanDSP

/// Hears keys that are pressed as tones in the audio (ITU-T Q.24), for a far end that sends no telephone events.
///
/// A key is reported once, when its tone has lasted about 40 ms. Nothing is allocated after `init`.
public struct KeypadToneDetector: ~Copyable, @unchecked Sendable {
  private let state: OpaquePointer?
  /// To the 8000 Hz that the detector knows.
  private var resampler: Resampler
  private let narrow: UnsafeMutableBufferPointer<Int16>

  /// - Parameter longestFrame: samples in the longest frame to come, at `rate`.
  public init(rate: SampleRate, longestFrame: Int? = nil) {
    state = dtmf_rx_init(nil, nil, nil)
    resampler = Resampler(from: rate, to: .hz8000, quality: 3)
    narrow = .allocate(capacity: resampler.outputLimit(forSamples: longestFrame ?? rate.hz / 10))
    narrow.initialize(repeating: 0)
  }

  deinit {
    if let state { dtmf_rx_free(state) }
    narrow.deallocate()
  }

  /// Listens to the next samples of the stream. Ask ``nextKey()`` afterwards.
  public mutating func listen(to frame: Span<Int16>) {
    guard let state else { return }
    var narrowed = narrow.mutableSpan
    let count = resampler.process(frame, into: &narrowed)
    _ = dtmf_rx(state, narrow.baseAddress, Int32(count))
  }

  /// Takes note that `count` samples were lost, which ends no tone.
  public mutating func skip(_ count: Int) {
    if let state { _ = dtmf_rx_fillin(state, Int32(clamping: count * 8000 / resampler.from.hz)) }
  }

  /// The oldest key heard and not yet asked for.
  public mutating func nextKey() -> KeypadKey? {
    guard let state else { return nil }
    var letters: (CChar, CChar) = (0, 0)
    let count = withUnsafeMutableBytes(of: &letters) { bytes in
      dtmf_rx_get(state, bytes.assumingMemoryBound(to: CChar.self).baseAddress, 1)
    }
    guard count == 1 else { return nil }
    return KeypadKey(Character(Unicode.Scalar(UInt8(bitPattern: letters.0))))
  }
}
