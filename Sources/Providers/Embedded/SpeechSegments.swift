internal import Audio

/// One stretch of speech as the pieces in which a recogniser of short utterances hears it best.
///
/// The recogniser was trained on at most some 20 s and loses its way in longer ones, so that those are cut where it is
/// quietest. It also wants a moment of silence before the first word.
struct SpeechSegments: Sendable, Equatable {
  static let rate = SampleRate.hz16000
  /// The longest piece, in samples.
  static let longest = 15 * rate.hz
  /// Where a cut may lie before ``longest``, in samples.
  static let searched = 5 * rate.hz
  /// Silence put before each piece, in samples.
  static let leadIn = rate.hz * 3 / 10
  /// Silence put behind each piece, in samples.
  static let leadOut = rate.hz / 10
  private static let frame = rate.samplesPerFrame

  /// The pieces without silence around them, at ``rate``, −1 to 1.
  let pieces: [[Float]]

  init(_ samples: [Int16], rate: SampleRate) {
    let all = Resampler.resample(samples, from: rate, to: Self.rate).map { Float($0) / 32768 }[...]
    var rest = all
    var pieces: [[Float]] = []
    while rest.count > Self.longest {
      let cut = Self.quietestPlace(in: rest.prefix(Self.longest).suffix(Self.searched))
      pieces.append(Array(rest[..<cut]))
      rest = rest[cut...]
    }
    if !rest.isEmpty { pieces.append(Array(rest)) }
    self.pieces = pieces
  }

  /// A piece with silence around it; `extra` samples more in front for a second try.
  static func padded(_ piece: [Float], extra: Int = 0) -> [Float] {
    var padded = [Float](repeating: 0, count: leadIn + extra + piece.count + leadOut)
    padded.replaceSubrange(leadIn + extra..<leadIn + extra + piece.count, with: piece)
    return padded
  }

  /// The middle of the quietest 20 ms.
  private static func quietestPlace(in samples: ArraySlice<Float>) -> Int {
    var best = samples.startIndex
    var least = Float.infinity
    for start in stride(from: samples.startIndex, to: samples.endIndex - frame, by: frame) {
      let energy = samples[start..<start + frame].reduce(0) { $0 + $1 * $1 }
      if energy < least { (least, best) = (energy, start + frame / 2) }
    }
    return max(best, samples.startIndex + 1)
  }
}
