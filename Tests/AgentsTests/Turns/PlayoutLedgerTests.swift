import Audio
import Testing

@testable import Agents

@Suite struct PlayoutLedgerTests {
  /// A clip of 8,000 samples, made whole, of which `played` were played.
  private func heard(_ text: String, played: Int) -> String {
    var ledger = PlayoutLedger(rate: .hz8000)
    ledger.add(WorkID(1), text: text)
    ledger.queued(8000, of: WorkID(1))
    ledger.made(WorkID(1))
    ledger.update([ClipProgress(work: WorkID(1), samplesPlayed: played, startedAt: .zero)])
    return ledger.heard
  }

  @Test func `a word counts when three quarters of it were played`() {
    // Twenty letters and spaces: 400 samples each.
    let text = "abcd efgh ijkl mnopq"
    #expect(heard(text, played: 1199) == "")
    #expect(heard(text, played: 1200) == "abcd")
    #expect(heard(text, played: 3199) == "abcd")
    #expect(heard(text, played: 3200) == "abcd efgh")
    #expect(heard(text, played: 8000) == text)
  }

  @Test func `long words take more of the time than short ones`() {
    #expect(heard("a internationalization", played: 4000) == "a")
    #expect(heard("internationalization a", played: 4000) == "")
  }

  @Test func `of a clip that is still being made the length is guessed`() {
    var ledger = PlayoutLedger(rate: .hz8000)
    // 28 characters: two seconds.
    ledger.add(WorkID(1), text: "once upon a time lived a man")
    ledger.queued(8000, of: WorkID(1))
    ledger.update([ClipProgress(work: WorkID(1), samplesPlayed: 8000, startedAt: .zero)])
    #expect(ledger.heard == "once upon a")
  }

  @Test func `nothing is heard of a clip that did not begin`() {
    #expect(heard("Hello", played: 0) == "")
  }
}
