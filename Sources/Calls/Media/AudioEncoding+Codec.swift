internal import Audio
internal import SDP

extension AudioEncoding {
  var codec: AudioCodec {
    switch self {
    case .pcmu: .pcmu
    case .pcma: .pcma
    case .g722: .g722
    }
  }
}
