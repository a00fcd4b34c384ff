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
}
