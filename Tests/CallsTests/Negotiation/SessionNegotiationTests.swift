import SDP
import Testing
import WireTesting

@testable import Calls

struct SessionNegotiationTests {
  private var negotiation: SessionNegotiation {
    SessionNegotiation(
      capabilities: MediaCapabilities(), local: LocalMedia(sessionID: 1, address: "192.0.2.1", port: 16384))
  }

  private func refusal(_ lines: String...) -> MediaRefusal? {
    var negotiation = negotiation
    do throws(MediaRefusal) {
      _ = try negotiation.answer(to: Array(lines.joined(separator: "\r\n").utf8))
      return nil
    } catch { return error }
  }

  @Test(.rfc(3261, "21.4.26"))
  func `what an offer lacks is 488 with a sentence that says what to offer`() {
    let origin = "o=- 1 1 IN IP4 198.51.100.7"
    let refusals = [
      refusal(origin, "m=video 5000 RTP/AVP 31"), refusal(origin, "m=audio 4000 RTP/AVP 18"),
      refusal(origin, "m=audio 4000 UDP/TLS/RTP/SAVPF 0"), refusal(origin, "m=audio 4000 RTP/SAVP 0"),
    ]
    #expect(refusals.allSatisfy { $0?.status == 488 })
    #expect(refusals.allSatisfy { $0?.explanation.contains("; offer ") == true })
  }

  @Test(.rfc(3261, "21.4.1"))
  func `a description that cannot be read is 400 with a sentence that says how to write it`() {
    let refusals = [
      refusal("v=0"), refusal("o=- 1 1 IN IP4 h", "m=audio port RTP/AVP 0"),
      refusal("o=- 1 1 IN IP4 h", String(repeating: "a=x\r\n", count: 600)),
      refusal("o=- 1 1 IN IP4 h", String(repeating: "x", count: 20_000)),
    ]
    #expect(refusals.allSatisfy { $0?.status == 400 })
    let explanations = refusals.map { $0?.explanation ?? "" }
    #expect(explanations.allSatisfy { $0.contains("; send ") || $0.contains("; write ") })
  }

  @Test func `an answer that cannot be used says what should have been answered`() {
    var negotiation = negotiation
    _ = negotiation.offer()
    let refusal = #expect(throws: MediaRefusal.self) {
      try negotiation.accept(answer: Array("o=- 1 1 IN IP4 h\r\n".utf8))
    }
    #expect(refusal?.explanation.contains("; answer ") == true)
  }
}
