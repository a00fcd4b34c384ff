import Agents
import Audio
import Synchronization
import Testing
import TrunklineTesting

@Suite(.timeLimit(.minutes(1))) struct AgentLoopTests {
  private func stage() -> ConversationStage {
    ConversationStage(
      plan: .silent, transcriber: ScriptedTranscriber("Hello."), model: ScriptedModel { _ in [.text("Hi.")] })
  }

  @Test func `a line is walked once however often it is added, and not after it is removed`() {
    let stage = stage()
    stage.loop.add(stage.conversation.line)
    #expect(stage.loop.count == 1)
    stage.loop.remove(stage.conversation.line)
    #expect(stage.loop.count == 0)
    stage.ear.write(ScriptedVoiceDetector.frame(voice: true, rate: .hz8000))
    stage.loop.walk(at: .milliseconds(20))
    #expect(stage.ear.available == 160)
  }

  @Test func `a walk takes all whole frames that wait and leaves the rest`() {
    let stage = stage()
    for _ in 0..<3 { stage.ear.write(ScriptedVoiceDetector.frame(voice: false, rate: .hz8000)) }
    stage.ear.write([1, 2, 3])
    stage.loop.walk(at: .milliseconds(60))
    #expect(stage.ear.available == 3)
  }

  @Test func `its thread walks until it is stopped`() async {
    let loop = AgentLoop()
    let stage = stage()
    loop.add(stage.conversation.line)
    stage.ear.write(ScriptedVoiceDetector.frame(voice: false, rate: .hz8000))
    let asked = Atomic<Int>(0)
    await withCheckedContinuation { (reached: CheckedContinuation<Void, Never>) in
      // Each walk asks for the time; time goes on by a tick each time it is asked.
      loop.start {
        let count = asked.wrappingAdd(1, ordering: .relaxed).newValue
        if count == 8 { reached.resume() }
        return .milliseconds(20 * count)
      }
    }
    loop.stop()
    #expect(stage.ear.available == 0)
  }
}
