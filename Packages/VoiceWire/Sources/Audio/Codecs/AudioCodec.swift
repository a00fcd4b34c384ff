/// The speech codecs of a telephone call (RFC 3551 §4.5, §6).
///
/// All three carry 8 bytes a millisecond and count RTP timestamps at 8000 Hz, G.722 too though it samples at twice
/// that: a mistake of RFC 1890 kept for the sake of compatibility (RFC 3551 §4.5.2).
public enum AudioCodec: Sendable, Hashable, CaseIterable {
  /// G.711 µ-law, payload type 0.
  case pcmu
  /// G.711 A-law, payload type 8.
  case pcma
  /// G.722 at 64 kbit/s, payload type 9.
  case g722

  /// The rate of the sound that goes in and comes out.
  public var sampleRate: SampleRate { self == .g722 ? .hz16000 : .hz8000 }

  /// The rate at which RTP timestamps count.
  public var timestampRate: SampleRate { .hz8000 }

  /// Bytes that `count` samples become.
  public func encodedBytes(forSamples count: Int) -> Int { self == .g722 ? count / 2 : count }

  /// Samples that `count` bytes become.
  public func decodedSamples(forBytes count: Int) -> Int { self == .g722 ? count &* 2 : count }

  /// The encoded byte that stands for silence in G.711; nil where silence depends on what came before.
  public var silenceByte: UInt8? {
    switch self {
    case .pcmu: 0xFF
    case .pcma: 0xD5
    case .g722: nil
    }
  }
}
