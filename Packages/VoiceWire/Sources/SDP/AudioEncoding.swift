/// An encoding of audio that this side can offer and accept (RFC 3551 §6, RFC 7587).
public enum AudioEncoding: String, Sendable, CaseIterable {
  case pcmu = "PCMU"
  case pcma = "PCMA"
  case g722 = "G722"
  case opus

  /// The number RFC 3551 fixes for it; nil for one whose number is agreed on call by call.
  public var staticPayloadType: UInt8? {
    switch self {
    case .pcmu: 0
    case .pcma: 8
    case .g722: 9
    case .opus: nil
    }
  }

  /// The number that our offers give it.
  public var offeredPayloadType: UInt8 { staticPayloadType ?? 107 }

  /// Ticks of the RTP clock a second. G.722 counts 8000 though it samples at 16 000 Hz (RFC 3551 §4.5.2); Opus counts
  /// 48 000 at whatever rate it runs (RFC 7587 §4.1).
  public var clockRate: Int { self == .opus ? 48000 : 8000 }

  /// As `a=rtpmap` names it. Opus always says two channels (RFC 7587 §7).
  var mapping: String { self == .opus ? "opus/48000/2" : "\(rawValue)/\(clockRate)" }

  init?(encodingName: some StringProtocol) {
    let name = encodingName.lowercased()
    guard let found = AudioEncoding.allCases.first(where: { $0.rawValue.lowercased() == name }) else { return nil }
    self = found
  }

  public init?(staticPayloadType: UInt8) {
    guard let found = AudioEncoding.allCases.first(where: { $0.staticPayloadType == staticPayloadType }) else {
      return nil
    }
    self = found
  }

  /// The packet time nearest below `milliseconds` that it has: an Opus frame lasts 10, 20, 40 or 60 ms (RFC 6716 §2.1.4).
  func packetTime(atMost milliseconds: Int) -> Int {
    let rounded = min(max(milliseconds, 10), 60) / 10 * 10
    guard self == .opus else { return rounded }
    return [60, 40, 20].first { $0 <= rounded } ?? 10
  }
}
