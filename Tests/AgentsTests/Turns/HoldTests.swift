import Agents
import Testing
import TrunklineTesting

@Suite struct HoldTests {
  let phrases = Phrases()

  @Test func `an agent that is held in mid-sentence goes on where it stood, and was not stuck`() {
    var plan = ConversationPlan.test
    plan.firstMessage = "This is the sentence that the caller does not want to hear now."
    var talk = Rehearsal(plan: plan)
    talk.callerHolds(true, at: .seconds(1))
    talk.callerHolds(false, at: .seconds(21))
    talk.start()
    talk.run(until: .seconds(20))
    #expect(talk.transcript.isEmpty)
    #expect(talk.silencedAt == [.seconds(1)])
    talk.run(until: .seconds(26))
    #expect(talk.transcript == ["agent: \(plan.firstMessage)"])
    #expect(talk.end == nil)
  }

  @Test func `nobody is asked whether they are there while they hold the call`() {
    var talk = Rehearsal(plan: .silent)
    talk.callerHolds(true, at: .seconds(5))
    talk.callerHolds(false, at: .seconds(60))
    talk.start()
    talk.run(until: .seconds(69))
    #expect(talk.spoken.isEmpty)
    talk.run(until: .seconds(71))
    #expect(talk.spoken.map(\.at) == [.seconds(70)])
    #expect(talk.spoken.map(\.text) == [phrases.stillThere])
  }

  @Test func `a question from before the hold is answered after it`() {
    var talk = Rehearsal(plan: .silent)
    talk.callerSays("What time is it?", at: .seconds(1))
    talk.callerHolds(true, at: .milliseconds(2100))
    talk.callerHolds(false, at: .seconds(30))
    talk.start()
    talk.run(until: .seconds(29))
    #expect(talk.transcript.isEmpty)
    talk.run(until: .seconds(35))
    #expect(talk.transcript == ["user: What time is it?", "agent: Understood."])
  }

  @Test func `an agent that was spoken over just before the hold does not go on during it`() {
    var plan = ConversationPlan.test
    plan.firstMessage = "This is a sentence that is long enough to be spoken over by somebody who listens."
    var talk = Rehearsal(plan: plan)
    talk.callerSays("Mm-hm.", at: .seconds(2), for: .milliseconds(300))
    talk.callerHolds(true, at: .milliseconds(2400))
    talk.callerHolds(false, at: .seconds(12))
    talk.start()
    talk.run(until: .seconds(11))
    #expect(talk.effects.count { $0.effect == .release } == 0)
    #expect(talk.transcript.isEmpty)
    talk.run(until: .seconds(18))
    #expect(talk.transcript == ["agent: \(plan.firstMessage)"])
  }

  @Test func `an answer to who spoke over the agent just before the hold waits for the end of it`() {
    var plan = ConversationPlan.test
    plan.firstMessage = "This is a sentence that is long enough to be spoken over by somebody who does not."
    var talk = Rehearsal(plan: plan)
    talk.callerSays("Stop, what time is it?", at: .seconds(2), for: .milliseconds(600))
    talk.callerHolds(true, at: .milliseconds(2700))
    talk.callerHolds(false, at: .seconds(12))
    talk.start()
    talk.run(until: .seconds(11))
    #expect(talk.spoken.last?.text == "Understood.")
    #expect(!talk.transcript.contains("agent: Understood."))
    talk.run(until: .seconds(15))
    #expect(talk.transcript.suffix(2) == ["user: Stop, what time is it?", "agent: Understood."])
  }

  @Test func `a held call ends when it has its length`() {
    var plan = ConversationPlan.silent
    plan.longestCall = .seconds(30)
    var talk = Rehearsal(plan: plan)
    talk.callerHolds(true, at: .seconds(5))
    talk.start()
    talk.run(until: .seconds(60))
    #expect(talk.spoken.map(\.text) == [phrases.timeIsUp])
    #expect(talk.end == .maxDuration)
  }

  @Test func `a call that is held twice is held once, and one that is not held stays as it is`() {
    var talk = Rehearsal(plan: .test)
    talk.callerHolds(false, at: .milliseconds(100))
    talk.callerHolds(true, at: .milliseconds(200))
    talk.callerHolds(true, at: .milliseconds(300))
    talk.start()
    talk.run(until: .seconds(1))
    #expect(talk.effects.count { $0.effect == .hold } == 1)
    #expect(talk.effects.count { $0.effect == .release } == 0)
  }
}
