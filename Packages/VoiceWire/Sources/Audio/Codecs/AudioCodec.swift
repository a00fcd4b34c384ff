/// The speech codecs of a telephone call (RFC 3551 §4.5, §6; RFC 7587).
///
/// G.711 and G.722 carry 8 bytes a millisecond and count RTP timestamps at 8000 Hz, G.722 too though it samples at twice
/// that: a mistake of RFC 1890 kept for the sake of compatibility (RFC 3551 §4.5.2). Opus packets say themselves how
/// long they last.
public enum AudioCodec: Sendable, Hashable, CaseIterable {
  /// G.711 µ-law, payload type 0.
  case pcmu
  /// G.711 A-law, payload type 8.
  case pcma
  /// G.722 at 64 kbit/s, payload type 9.
  case g722
  /// Opus (RFC 6716), one channel.
  case opus

  /// Those that make a fixed number of bytes of every sample.
  public static let steady: [AudioCodec] = [.pcmu, .pcma, .g722]

  /// The rate of the sound that goes in and comes out.
  public var sampleRate: SampleRate {
    switch self {
    case .pcmu, .pcma: .hz8000
    case .g722: .hz16000
    case .opus: .hz48000
    }
  }

  /// The rate at which RTP timestamps count.
  public var timestampRate: SampleRate { self == .opus ? .hz48000 : .hz8000 }

  /// Bytes that `count` samples become; of Opus the most that they can.
  public func encodedBytes(forSamples count: Int) -> Int {
    switch self {
    case .pcmu, .pcma: count
    case .g722: count / 2
    case .opus: count > 0 ? OpusPacket.mostBytes : 0
    }
  }

  /// Samples that `count` bytes become; of Opus the most that they can.
  public func decodedSamples(forBytes count: Int) -> Int {
    switch self {
    case .pcmu, .pcma: count
    case .g722: count &* 2
    case .opus: count > 0 ? OpusPacket.mostSamples : 0
    }
  }

  /// Ticks of the RTP clock that `payload` lasts; nil when it is no payload of this codec.
  public func ticks(in payload: Span<UInt8>) -> Int? {
    guard !payload.isEmpty else { return nil }
    return self == .opus ? OpusPacket.samples(in: payload) : payload.count
  }

  /// The encoded byte that stands for silence in G.711; nil where silence depends on what came before.
  public var silenceByte: UInt8? {
    switch self {
    case .pcmu: 0xFF
    case .pcma: 0xD5
    case .g722, .opus: nil
    }
  }
}
