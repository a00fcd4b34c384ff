/// Writes a WAV file of 16-bit PCM piece by piece; it yields bytes, its owner puts them somewhere.
///
/// ```swift
/// var wav = WAVStream(rate: .hz8000, channels: 2)
/// file.write(wav.openHeader)
/// file.write(wav.interleave(left: caller.span, right: agent.span))
/// file.write(wav.closedHeader, at: 0)
/// ```
///
/// The header that begins the file names no length (0x7FFFF000, as sox writes into a pipe), so that a file whose
/// writer died is read to its end by sox, ffmpeg and ``WAVFile``.
public struct WAVStream: Sendable {
  /// Bytes of either header.
  public static let headerBytes = 44

  public let rate: SampleRate
  public let channels: Int
  /// Samples of each channel so far.
  public private(set) var samples = 0

  public var duration: Duration { rate.duration(ofSamples: samples) }

  public init(rate: SampleRate, channels: Int) {
    self.rate = rate
    self.channels = max(1, channels)
  }

  /// The header to begin the file with.
  public var openHeader: [UInt8] { header(bytes: 0x7FFF_F000) }

  /// The header to put over the first one at the end.
  public var closedHeader: [UInt8] { closedHeader(samples: samples) }

  /// The header of a file that has `samples` of each channel, for one whose writer died.
  public func closedHeader(samples: Int) -> [UInt8] { header(bytes: samples * channels * 2) }

  /// The stream that began a file with `header`, to be closed after its writer died; nil if none of this kind did.
  public init?(reopening header: [UInt8]) {
    guard header.count >= Self.headerBytes else { return nil }
    let rate = (0..<4).reduce(0) { $0 | Int(header[24 + $1]) << (8 * $1) }
    let stream = WAVStream(rate: SampleRate(hz: rate), channels: Int(header[22]))
    guard Array(header[..<Self.headerBytes]) == stream.openHeader else { return nil }
    self = stream
  }

  /// The bytes of both channels, as long as the longer one; the other ends in silence. For a stream of two channels.
  public mutating func interleave(left: Span<Int16>, right: Span<Int16>) -> [UInt8] {
    let count = max(left.count, right.count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * 4)
    for index in 0..<count {
      Self.append(index < left.count ? left[index] : 0, to: &bytes)
      Self.append(index < right.count ? right[index] : 0, to: &bytes)
    }
    samples += count
    return bytes
  }

  /// The bytes of `interleaved` samples, channel after channel; an incomplete last one is left out.
  public mutating func encode(_ interleaved: Span<Int16>) -> [UInt8] {
    let count = interleaved.count / channels
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * channels * 2)
    for index in 0..<count * channels { Self.append(interleaved[index], to: &bytes) }
    samples += count
    return bytes
  }

  /// A whole file of one channel.
  public static func file(_ samples: [Int16], rate: SampleRate) -> [UInt8] {
    var stream = WAVStream(rate: rate, channels: 1)
    let bytes = stream.encode(samples.span)
    return stream.closedHeader + bytes
  }

  private static func append(_ sample: Int16, to bytes: inout [UInt8]) {
    let bits = UInt16(bitPattern: sample)
    bytes.append(UInt8(truncatingIfNeeded: bits))
    bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
  }

  private func header(bytes count: Int) -> [UInt8] {
    let frame = channels * 2
    return Array("RIFF".utf8) + Self.number(count + 36, 4) + Array("WAVEfmt ".utf8) + Self.number(16, 4)
      + Self.number(1, 2) + Self.number(channels, 2) + Self.number(rate.hz, 4) + Self.number(rate.hz * frame, 4)
      + Self.number(frame, 2) + Self.number(16, 2) + Array("data".utf8) + Self.number(count, 4)
  }

  /// Least byte first; what does not fit is held at the largest.
  private static func number(_ value: Int, _ bytes: Int) -> [UInt8] {
    let held = min(value, (1 << (8 * bytes)) - 1)
    return (0..<bytes).map { UInt8(truncatingIfNeeded: held >> (8 * $0)) }
  }
}
