/// How a call sounds, estimated from what the network did to it.
///
/// The E-model of ITU-T G.107 in the simplified form of R. G. Cole and J. H. Rosenbluth, "Voice over IP performance
/// monitoring" (2001): R = 93.2 − Id − Ie,eff, with the packet-loss robustness that ITU-T G.113 Appendix I gives for
/// G.711 with concealment (Ie 0, Bpl 25.1) and random loss. G.722 is judged as if it were G.711: the narrow-band scale
/// knows no better.
public struct CallQuality: Equatable, Sendable {
  /// Transmission rating, 0…93.2.
  public let rating: Double

  /// - Parameters:
  ///   - loss: packets lost or too late, 0…1.
  ///   - delay: mouth to ear, one way.
  public init(loss: Double, delay: Duration) {
    let percent = min(max(loss.isFinite ? loss : 1, 0), 1) * 100
    let milliseconds = min(max(Double(delay.microseconds) / 1000, 0), 10_000)
    let delayImpairment = 0.024 * milliseconds + (milliseconds > 177.3 ? 0.11 * (milliseconds - 177.3) : 0)
    let lossImpairment = 95 * percent / (percent + 25.1)
    rating = min(max(93.2 - delayImpairment - lossImpairment, 0), 93.2)
  }

  /// Mean opinion score, 1…4.41 (ITU-T G.107 Annex B).
  public var meanOpinionScore: Double {
    guard rating > 0 else { return 1 }
    return max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6)
  }
}
