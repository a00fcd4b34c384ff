import Agents
import Testing

@Suite struct SilencePromptsTests {
  @Test func `a silent caller is asked at a third and two thirds, then told goodbye`() {
    var silence = SilencePrompts(patience: .seconds(30), since: .seconds(100))
    #expect(silence.deadline == .seconds(110))
    #expect(silence.next(at: .seconds(110)) == .ask(count: 1))
    #expect(silence.deadline == .seconds(120))
    #expect(silence.next(at: .seconds(120)) == .ask(count: 2))
    #expect(silence.deadline == .seconds(130))
    #expect(silence.next(at: .seconds(130)) == .sayGoodbye)
  }

  @Test func `an impatient agent asks once`() {
    var silence = SilencePrompts(patience: .seconds(5))
    #expect(silence.deadline == .milliseconds(2500))
    #expect(silence.next(at: .milliseconds(2500)) == .ask(count: 1))
    #expect(silence.next(at: .seconds(5)) == .sayGoodbye)
  }

  @Test func `a word starts it again`() {
    var silence = SilencePrompts(patience: .seconds(30))
    _ = silence.next(at: .seconds(10))
    silence.restart(at: .seconds(50))
    #expect(silence.deadline == .seconds(60))
    #expect(silence.next(at: .seconds(60)) == .ask(count: 1))
  }

  @Test func `a question that comes late does not bring the next one nearer`() {
    var silence = SilencePrompts(patience: .seconds(30))
    #expect(silence.next(at: .seconds(45)) == .ask(count: 1))
    #expect(silence.deadline == .seconds(55))
  }
}
