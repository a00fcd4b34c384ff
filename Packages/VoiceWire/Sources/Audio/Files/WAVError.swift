/// Why bytes are no WAV file that can be read.
public enum WAVError: Error, Equatable, CustomStringConvertible {
  case notWAV
  case noFormat
  case noSamples
  /// The format tag, channels and bits of the file.
  case unsupported(format: Int, channels: Int, bits: Int)

  public var description: String {
    switch self {
    case .notWAV: "not a WAV file: it does not begin with RIFF and WAVE"
    case .noFormat: "the WAV file has no complete fmt chunk before its samples"
    case .noSamples: "the WAV file has no data chunk"
    case .unsupported(let format, let channels, let bits):
      "WAV format \(format) with \(channels) channels of \(bits) bits is not read; "
        + "convert it to 16-bit PCM, µ-law or A-law with one or two channels"
    }
  }
}
