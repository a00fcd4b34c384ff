import Agents
import Testing

@Suite struct SilencePromptsTests {
  @Test func `a silent caller is asked at a third and two thirds, then told goodbye`() {
    var silence = SilencePrompts(patience: .seconds(30), since: .seconds(100))
    #expect(silence.deadline == .seconds(110))
    #expect(silence.next() == .ask(count: 1))
    #expect(silence.deadline == .seconds(120))
    #expect(silence.next() == .ask(count: 2))
    #expect(silence.deadline == .seconds(130))
    #expect(silence.next() == .sayGoodbye)
  }

  @Test func `an impatient agent asks once`() {
    var silence = SilencePrompts(patience: .seconds(5))
    #expect(silence.deadline == .milliseconds(2500))
    #expect(silence.next() == .ask(count: 1))
    #expect(silence.next() == .sayGoodbye)
  }

  @Test func `a word starts it again`() {
    var silence = SilencePrompts(patience: .seconds(30))
    _ = silence.next()
    silence.restart(at: .seconds(50))
    #expect(silence.deadline == .seconds(60))
    #expect(silence.next() == .ask(count: 1))
  }
}
