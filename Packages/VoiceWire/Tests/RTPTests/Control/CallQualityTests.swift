import RTP
import Testing

struct CallQualityTests {
  @Test func `a clean call is rated as G711 is`() {
    let score = CallQuality(loss: 0, delay: .milliseconds(20)).meanOpinionScore
    #expect(score > 4.35 && score < 4.42)
  }

  @Test func `loss and delay each lower the score, and the worst of both is one`() {
    let clean = CallQuality(loss: 0, delay: .zero).meanOpinionScore
    let lossy = CallQuality(loss: 0.05, delay: .zero).meanOpinionScore
    let slow = CallQuality(loss: 0, delay: .milliseconds(400)).meanOpinionScore
    #expect(lossy > 3.5 && lossy < 3.95)
    #expect(slow < 3.4 && slow < clean)
    #expect(CallQuality(loss: 1, delay: .seconds(10)).meanOpinionScore == 1)
    #expect(CallQuality(loss: .nan, delay: .zero).meanOpinionScore < 2)
  }

  @Test func `wide-band calls score above narrow-band ones, and opus bears loss best`() {
    func score(_ kind: CallQuality.Kind, _ loss: Double) -> Double {
      CallQuality(loss: loss, delay: .milliseconds(60), of: kind).meanOpinionScore
    }
    #expect(score(.repeating, 0) > score(.narrowband, 0))
    #expect(score(.repeating, 0) <= 4.5)
    #expect(score(.repeating, 0.05) > score(.wideband, 0.05))
    #expect(score(.repeating, 0.05) > score(.narrowband, 0.05))
    for kind in [CallQuality.Kind.narrowband, .wideband, .repeating] {
      #expect(score(kind, 1) < 1.8)
      #expect(score(kind, 0.02) < score(kind, 0))
    }
  }
}
