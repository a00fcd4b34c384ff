/// What a peer wants of the Opus it receives (RFC 7587 §6.1). What it says of stereo is passed over: we send one channel.
public struct OpusFormat: Equatable, Sendable {
  /// In Hz: what lies above half of it need not be sent.
  public var maximumPlaybackRate: Int
  /// Bits a second, nil when it states none.
  public var maximumBitrate: Int?
  /// Whether it makes use of the copy of the last frame that packets may carry.
  public var usesForwardErrorCorrection: Bool

  public init(
    maximumPlaybackRate: Int = 48000, maximumBitrate: Int? = nil, usesForwardErrorCorrection: Bool = false
  ) {
    self.maximumPlaybackRate = maximumPlaybackRate
    self.maximumBitrate = maximumBitrate
    self.usesForwardErrorCorrection = usesForwardErrorCorrection
  }

  /// Reads the parameters of an `a=fmtp` line; what is out of range counts as unsaid.
  init(parsing parameters: Substring) {
    self.init()
    for parameter in parameters.split(separator: ";") {
      let halves = parameter.split(separator: "=", maxSplits: 1).map { half in
        String(half.filter { !$0.isWhitespace })
      }
      guard halves.count == 2, let value = Int(halves[1]) else { continue }
      switch halves[0].lowercased() {
      case "maxplaybackrate": if (8000...48000).contains(value) { maximumPlaybackRate = value }
      case "maxaveragebitrate": if (6000...510_000).contains(value) { maximumBitrate = value }
      case "useinbandfec": usesForwardErrorCorrection = value == 1
      default: break
      }
    }
  }

  /// What we say of our own decoder.
  static let own = "minptime=10;useinbandfec=1"
}
