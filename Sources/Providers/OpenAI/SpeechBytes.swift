internal import Agents
internal import Audio

/// The body of `/audio/speech` as clips: raw PCM piece by piece, or a WAV file once it is whole.
struct SpeechBytes: Sendable {
  static let rate = SampleRate.hz24000
  /// Raw PCM is passed on in pieces of at least so many bytes, 100 ms.
  private static let piece = rate.hz / 10 * 2
  private static let longestFile = 32 << 20

  private enum Format { case unknown, pcm, wav }

  private var format = Format.unknown
  private var bytes: [UInt8] = []
  private var total = 0

  init() {}

  mutating func receive(_ new: some Collection<UInt8>) -> SpeechClip? {
    total += new.count
    guard format != .wav || bytes.count + new.count <= Self.longestFile else { return nil }
    bytes += new
    if format == .unknown, bytes.count >= 4 { format = bytes.starts(with: Array("RIFF".utf8)) ? .wav : .pcm }
    guard format == .pcm, bytes.count >= Self.piece else { return nil }
    return take()
  }

  /// What is left, nil when there was no speech at all.
  mutating func finish() -> SpeechClip? {
    switch format {
    case .unknown: return nil
    case .pcm: return take()
    case .wav: return (try? WAVFile(bytes)).map { SpeechClip(samples: $0.mono, rate: $0.rate) }
    }
  }

  /// All whole samples.
  private mutating func take() -> SpeechClip {
    let clip = SpeechClip(samples: bytes.pcmSamples, rate: Self.rate)
    bytes.removeFirst(clip.samples.count * 2)
    return clip
  }
}
