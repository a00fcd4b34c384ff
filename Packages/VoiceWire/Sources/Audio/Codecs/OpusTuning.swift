/// How a peer wants its Opus (RFC 7587 §6.1), and how much the encoder may work for it.
public struct OpusTuning: Hashable, Sendable {
  /// Bits a second. 24 000 carry a voice in its full band.
  public var bitrate: Int
  /// What lies above half of it is left out, in Hz.
  public var maximumPlaybackRate: Int
  /// Whether packets carry a copy of the frame before, for when that is lost.
  public var repeatsLastFrame: Bool
  /// 0 (least work) to 10; beyond 5 a voice gains nothing that is heard.
  public var complexity: Int

  public init(
    bitrate: Int = 24000, maximumPlaybackRate: Int = 48000, repeatsLastFrame: Bool = true, complexity: Int = 5
  ) {
    self.bitrate = min(max(bitrate, 6000), 64000)
    self.maximumPlaybackRate = maximumPlaybackRate
    self.repeatsLastFrame = repeatsLastFrame
    self.complexity = min(max(complexity, 0), 5)
  }
}
