/// What a jitter buffer gives to be played next. Amounts are ticks of the media clock.
public enum Playout: Equatable, Sendable {
  /// The next packet; its payload was copied to the caller's buffer.
  case frame(bytes: Int, payloadType: UInt8, ticks: Int)
  /// Packets are missing whose time has come: conceal this much.
  case lost(ticks: Int)
  /// The sender paused (its sequence goes on, its timestamp jumped): this much silence.
  case silence(ticks: Int)
  /// The sender is about to pause, and tells the noise to play meanwhile (RFC 3389): the payload was copied, no time
  /// passes.
  case comfort(bytes: Int)
  /// The buffer wants more delay and it is quiet: this much silence in between.
  case stretch(ticks: Int)
  /// Nothing is due: before the first packet, while filling, or starved. Fill with concealment that ends in silence.
  case waiting
}
