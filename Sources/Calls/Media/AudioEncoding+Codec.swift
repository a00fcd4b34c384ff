internal import Audio
internal import RTP
internal import SDP

extension AudioEncoding {
  var codec: AudioCodec {
    switch self {
    case .pcmu: .pcmu
    case .pcma: .pcma
    case .g722: .g722
    case .opus: .opus
    }
  }

  /// How its sound is judged.
  var quality: CallQuality.Kind {
    switch self {
    case .pcmu, .pcma: .narrowband
    case .g722: .wideband
    case .opus: .repeating
    }
  }

  /// The rate that a room takes for it: of Opus half of what it has, which holds all of a voice and is what most
  /// synthesizers give.
  var roomRate: SampleRate {
    switch self {
    case .pcmu, .pcma: .hz8000
    case .g722: .hz16000
    case .opus: .hz24000
    }
  }
}
