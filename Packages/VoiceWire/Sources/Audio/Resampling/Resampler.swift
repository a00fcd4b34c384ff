internal import CSpeexDSP

/// Changes the sample rate of one stream, in chunks of any length, without an audible seam between them.
///
/// What leaves begins where what entered begins: the filter's delay is taken off, so that less comes out of the first
/// chunk, and ``finish()`` gives what is still inside. Equal rates copy.
public struct Resampler: ~Copyable, @unchecked Sendable {
  public let from: SampleRate
  public let to: SampleRate

  /// The filter, nil where the rates are equal.
  private let filter: OpaquePointer?

  /// - Parameter quality: 0 (fast) to 10 (best); 5 keeps aliases about 80 dB down.
  public init(from: SampleRate, to: SampleRate, quality: Int = 5) {
    self.from = from
    self.to = to
    guard from != to else {
      filter = nil
      return
    }
    filter = speex_resampler_init(
      1, UInt32(clamping: from.hz), UInt32(clamping: to.hz), Int32(min(max(quality, 0), 10)), nil)
    if let filter { speex_resampler_skip_zeros(filter) }
  }

  deinit { if let filter { speex_resampler_destroy(filter) } }

  /// The most samples that `count` samples can become in one call.
  public func outputLimit(forSamples count: Int) -> Int { (count * to.hz + from.hz - 1) / from.hz + 1 }

  /// Resamples `input` into `output` from its first place on. Nothing is allocated.
  ///
  /// - Returns: how many samples were written. An `output` shorter than ``outputLimit(forSamples:)`` loses the rest.
  public mutating func process(_ input: Span<Int16>, into output: inout MutableSpan<Int16>) -> Int {
    guard let filter else {
      let count = min(input.count, output.count)
      for index in 0..<count { output[index] = input[index] }
      return count
    }
    return input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        guard let source = input.baseAddress, let target = output.baseAddress else { return 0 }
        var taken = UInt32(clamping: input.count)
        var made = UInt32(clamping: output.count)
        speex_resampler_process_int(filter, 0, source, &taken, target, &made)
        return Int(made)
      }
    }
  }

  /// As ``process(_:into:)``, for arrays.
  public mutating func process(_ input: [Int16]) -> [Int16] {
    var output = [Int16](repeating: 0, count: outputLimit(forSamples: input.count))
    var span = output.mutableSpan
    let count = process(input.span, into: &span)
    output.removeSubrange(count...)
    return output
  }

  /// What the filter still holds of the samples that entered. Call ``reset()`` before another stream.
  public mutating func finish() -> [Int16] {
    guard let filter else { return [] }
    return process([Int16](repeating: 0, count: Int(speex_resampler_get_input_latency(filter))))
  }

  /// Forgets the stream so far.
  public mutating func reset() {
    guard let filter else { return }
    speex_resampler_reset_mem(filter)
    speex_resampler_skip_zeros(filter)
  }

  /// All of `samples` at another rate, as long as before.
  public static func resample(_ samples: [Int16], from: SampleRate, to: SampleRate, quality: Int = 5) -> [Int16] {
    guard from != to else { return samples }
    var resampler = Resampler(from: from, to: to, quality: quality)
    var output = resampler.process(samples) + resampler.finish()
    let length = (samples.count * to.hz + from.hz / 2) / from.hz
    if output.count > length { output.removeSubrange(length...) }
    output.append(contentsOf: repeatElement(0, count: length - output.count))
    return output
  }
}
