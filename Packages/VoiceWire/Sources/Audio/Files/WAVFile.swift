/// A WAV file in memory: 16-bit PCM, µ-law or A-law, one or two channels.
///
/// A file that was never closed (a length of zero, or longer than the file) is read to its end.
public struct WAVFile: Sendable, Equatable {
  public let rate: SampleRate
  /// Samples of each channel, left first; all equally long.
  public let channels: [[Int16]]

  public var duration: Duration { rate.duration(ofSamples: channels.first?.count ?? 0) }

  /// All channels as one: the mean of two.
  public var mono: [Int16] {
    guard channels.count == 2 else { return channels.first ?? [] }
    return zip(channels[0], channels[1]).map { Int16((Int($0) + Int($1)) / 2) }
  }

  public init(_ bytes: [UInt8]) throws(WAVError) {
    var reader = ChunkReader(bytes)
    guard reader.tag() == "RIFF", reader.number(4) != nil, reader.tag() == "WAVE" else { throw .notWAV }
    var format: Format?
    while let tag = reader.tag(), let length = reader.number(4) {
      if tag == "fmt " {
        format = Format(reader.take(length))
        reader.skipPadding(length)
      } else if tag == "data" {
        guard let format else { throw .noFormat }
        let samples = reader.take(length == 0 ? .max : length)
        rate = SampleRate(hz: format.hz)
        channels = try format.decode(samples)
        return
      } else {
        _ = reader.take(length)
        reader.skipPadding(length)
      }
    }
    throw format == nil ? .noFormat : .noSamples
  }

  /// The `fmt ` chunk.
  private struct Format {
    let tag: Int
    let channels: Int
    let hz: Int
    let bits: Int

    init?(_ bytes: ArraySlice<UInt8>) {
      var reader = ChunkReader(Array(bytes))
      guard let tag = reader.number(2), let channels = reader.number(2), let hz = reader.number(4),
        reader.number(4) != nil, reader.number(2) != nil, let bits = reader.number(2), hz > 0
      else { return nil }
      self.channels = channels
      self.hz = hz
      self.bits = bits
      if tag == 0xFFFE, reader.number(2) != nil, reader.number(2) != nil, reader.number(4) != nil {
        // WAVE_FORMAT_EXTENSIBLE: the real tag begins the GUID.
        self.tag = reader.number(2) ?? tag
      } else {
        self.tag = tag
      }
    }

    func decode(_ bytes: ArraySlice<UInt8>) throws(WAVError) -> [[Int16]] {
      guard channels == 1 || channels == 2 else { throw unsupported }
      let all: [Int16]
      switch (tag, bits) {
      case (1, 16):
        let first = bytes.startIndex
        all = (0..<bytes.count / 2).map { index in
          Int16(bitPattern: UInt16(bytes[first + 2 * index]) | UInt16(bytes[first + 2 * index + 1]) << 8)
        }
      case (6, 8): all = bytes.map { G711.aLawSamples[Int($0)] }
      case (7, 8): all = bytes.map { G711.muLawSamples[Int($0)] }
      default: throw unsupported
      }
      if channels == 1 { return [all] }
      let frames = 0..<all.count / 2
      return [frames.map { all[2 * $0] }, frames.map { all[2 * $0 + 1] }]
    }

    private var unsupported: WAVError { .unsupported(format: tag, channels: channels, bits: bits) }
  }
}
