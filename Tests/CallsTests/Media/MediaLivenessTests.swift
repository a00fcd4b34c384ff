import Testing
import WireTesting

@testable import Calls

struct MediaLivenessTests {
  @Test(.lesson(95)) func `however long it rang, the count begins with the media and again with each packet`() {
    // The session begins when the call is answered; until then nobody counts.
    var liveness = MediaLiveness(limit: .seconds(5), startingAt: .seconds(3600))
    let early = liveness.isLimitReached(at: .milliseconds(3_604_999))
    liveness.heard(at: .milliseconds(3_604_999), countsAsSound: true)
    let later = liveness.isLimitReached(at: .milliseconds(3_609_998))
    let last = liveness.isLimitReached(at: .milliseconds(3_609_999))
    #expect([early, later, last] == [false, false, true])
  }
}
