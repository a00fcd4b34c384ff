import Agents
import Logging
import Testing

@testable import Providers

@Suite(.timeLimit(.minutes(1))) struct FallbackSynthesizerTests {
  let failure = EngineError(engine: "text_to_speech", code: .failed, message: "it broke")
  let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  @Test func `while the first voice speaks the second is not asked`() async throws {
    let second = ScriptedSynthesizer(.speaks([.tone(2)]))
    let voice = FallbackSynthesizer(
      ScriptedSynthesizer(.speaks([.tone(1), .tone(3)])), otherwise: second, clock: ManualClock(), log: log)
    #expect(try await voice.clips("Hello.") == [.tone(1), .tone(3)])
    #expect(second.phrases.isEmpty)
  }

  @Test func `a voice that fails before its first sound is replaced for that phrase`() async throws {
    let second = ScriptedSynthesizer(.speaks([.tone(2)]))
    let voice = FallbackSynthesizer(
      ScriptedSynthesizer(.fails(failure, after: [])), otherwise: second, clock: ManualClock(), log: log)
    #expect(try await voice.clips("Hello.") == [.tone(2)])
    #expect(second.phrases == ["Hello."])
  }

  @Test func `a voice that hangs is replaced once patience ends`() async throws {
    let clock = ManualClock()
    let voice = FallbackSynthesizer(
      ScriptedSynthesizer(.hangs), otherwise: ScriptedSynthesizer(.speaks([.tone(2)])), patience: .seconds(1),
      clock: clock, log: log)
    async let clips = voice.clips("Hello.")
    await clock.someoneSleeps(until: .seconds(1))
    clock.advance(by: .seconds(1))
    #expect(try await clips == [.tone(2)])
  }

  @Test func `a phrase that was begun is not begun again by the other voice`() async throws {
    let second = ScriptedSynthesizer(.speaks([.tone(2)]))
    let voice = FallbackSynthesizer(
      ScriptedSynthesizer(.fails(failure, after: [.tone(1)])), otherwise: second, clock: ManualClock(), log: log)
    await #expect(throws: failure) { try await voice.clips("Hello.") }
    #expect(second.phrases.isEmpty)
  }

  @Test func `an outage is logged once, and its end`() async throws {
    let messages = LogRecorder()
    let broken = FallbackSynthesizer(
      ScriptedSynthesizer(.fails(failure, after: [])), otherwise: ScriptedSynthesizer(.speaks([.tone(2)])),
      clock: ManualClock(), log: messages.logger)
    _ = try await broken.clips("One.")
    _ = try await broken.clips("Two.")
    #expect(messages.all == ["the voice is out; the stand-in speaks"])
  }
}
