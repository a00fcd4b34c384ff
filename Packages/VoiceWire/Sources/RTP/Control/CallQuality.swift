/// How a call sounds, estimated from what the network did to it.
///
/// The E-model of ITU-T G.107 in the simplified form of R. G. Cole and J. H. Rosenbluth, "Voice over IP performance
/// monitoring" (2001): R = best − Id − Ie,eff. Narrow-band calls are judged on the narrow-band scale, wide-band calls on
/// that of ITU-T G.107.1, which reaches further and is brought to the same five grades.
public struct CallQuality: Equatable, Sendable {
  /// What a codec costs, and how it bears loss.
  public enum Kind: Sendable, Hashable {
    /// G.711 with concealment: Ie 0, Bpl 25.1 (ITU-T G.113 Appendix I).
    case narrowband
    /// G.722 at 64 kbit/s: Ie,wb 13 (ITU-T G.113 Appendix IV), borne with the same concealment.
    case wideband
    /// Opus. No recommendation names it: an Ie,wb of 5, and twice the robustness, since a lost frame is repeated in the
    /// next.
    case repeating

    fileprivate var best: Double { self == .narrowband ? 93.2 : 129 }

    fileprivate var impairment: Double {
      switch self {
      case .narrowband: 0
      case .wideband: 13
      case .repeating: 5
      }
    }

    fileprivate var robustness: Double { self == .repeating ? 50.2 : 25.1 }
  }

  /// Transmission rating, 0…93.2; of wide-band calls 0…129.
  public let rating: Double
  private let kind: Kind

  /// - Parameters:
  ///   - loss: packets lost or too late, 0…1.
  ///   - delay: mouth to ear, one way.
  public init(loss: Double, delay: Duration, of kind: Kind = .narrowband) {
    let percent = min(max(loss.isFinite ? loss : 1, 0), 1) * 100
    let milliseconds = min(max(Double(delay.microseconds) / 1000, 0), 10_000)
    let delayImpairment = 0.024 * milliseconds + (milliseconds > 177.3 ? 0.11 * (milliseconds - 177.3) : 0)
    let lossImpairment =
      kind.impairment + (kind.best + 1.8 - kind.impairment) * percent / (percent + kind.robustness)
    rating = min(max(kind.best - delayImpairment - lossImpairment, 0), kind.best)
    self.kind = kind
  }

  /// Mean opinion score, 1…4.41, of wide-band calls to 4.5 (ITU-T G.107 Annex B, G.107.1 Annex A).
  public var meanOpinionScore: Double {
    let scaled = kind == .narrowband ? rating : rating / 1.29
    guard scaled > 0 else { return 1 }
    return max(1, 1 + 0.035 * scaled + scaled * (scaled - 60) * (100 - scaled) * 7e-6)
  }
}
