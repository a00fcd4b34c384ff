/// An encoding of audio that this side can offer and accept (RFC 3551 §6). All run on an RTP clock of 8000 Hz; G.722
/// samples at 16 000 Hz all the same (RFC 3551 §4.5.2).
public enum AudioEncoding: String, Sendable, CaseIterable {
  case pcmu = "PCMU"
  case pcma = "PCMA"
  case g722 = "G722"

  /// The number RFC 3551 fixes for it.
  public var staticPayloadType: UInt8 {
    switch self {
    case .pcmu: 0
    case .pcma: 8
    case .g722: 9
    }
  }

  /// Ticks of the RTP clock a second.
  public static let clockRate = 8000

  init?(encodingName: some StringProtocol) {
    self.init(rawValue: encodingName.uppercased())
  }

  public init?(staticPayloadType: UInt8) {
    guard let found = AudioEncoding.allCases.first(where: { $0.staticPayloadType == staticPayloadType }) else {
      return nil
    }
    self = found
  }
}
