import Agents
import Testing
import TrunklineTesting

@Suite struct InterruptedSpeechTests {
  private let story = "Once upon a time there was a king. He had three daughters. They lived in a castle."

  private func talk(interruptible: Bool = true) -> Rehearsal {
    var plan = ConversationPlan.test
    plan.firstMessage = story
    plan.turnHandling.interruptible = interruptible
    return Rehearsal(plan: plan)
  }

  @Test func `the agent falls silent at the first window of speech and the record keeps what was heard`() {
    var talk = talk()
    talk.callerSays("Wait, I have a question.", at: .seconds(2), for: .seconds(2))
    talk.start()
    talk.run(until: .seconds(8))
    #expect(talk.silencedAt.first == .milliseconds(2040))
    // 2 s of the first sentence's 2.4 s.
    #expect(
      talk.transcript == [
        "agent: Once upon a time there was a —", "user: Wait, I have a question.", "agent: Understood.",
      ])
    #expect(talk.requests.first?.turns.first == .assistant("Once upon a time there was a"))
    #expect(talk.events.contains(.yielded))
  }

  @Test func `the voice is held at the first sound, and goes on when it was a cough`() {
    var talk = talk()
    talk.callerSays("hrm", at: .seconds(2), for: .milliseconds(60))
    talk.start()
    talk.run(until: .seconds(8))
    #expect(talk.effects.contains { $0.effect == .hold && $0.at == .milliseconds(2040) })
    #expect(talk.effects.contains { $0.effect == .release && $0.at == .milliseconds(2100) })
    #expect(talk.transcript == ["agent: \(story)"])
  }

  @Test func `a sound at the very end of what was said leaves no voice held`() {
    var plan = ConversationPlan.test
    plan.firstMessage = "Hello."
    var talk = Rehearsal(plan: plan)
    // The word lasts 420 ms; the cough begins in its last window and outlasts it.
    talk.callerSays("hrm", at: .milliseconds(400), for: .milliseconds(60))
    talk.callerSays("What time is it?", at: .seconds(3))
    talk.start()
    talk.run(until: .seconds(9))
    #expect(talk.transcript.last == "agent: Understood.")
  }

  @Test func `after a mm-hm the agent goes on where it was`() {
    var talk = talk()
    talk.callerSays("Mm-hm.", at: .seconds(2), for: .milliseconds(400))
    talk.start()
    talk.run(until: .seconds(9))
    #expect(talk.transcript == ["agent: \(story)"])
    #expect(talk.events.contains(.backchannel("Mm-hm.")))
    #expect(talk.effects.contains { $0.effect == .release })
    #expect(talk.requests.isEmpty)
  }

  @Test func `noise over the agent does not end its sentence`() {
    var talk = talk()
    talk.hears = { _ in .gives("") }
    talk.callerSays("…", at: .seconds(2), for: .milliseconds(300))
    talk.start()
    talk.run(until: .seconds(9))
    #expect(talk.transcript == ["agent: \(story)"])
  }

  @Test func `a yes to the last words is an answer`() {
    var plan = ConversationPlan.test
    plan.firstMessage = "Shall I book it?"
    var talk = Rehearsal(plan: plan)
    // The sentence lasts 1.12 s.
    talk.callerSays("Yes.", at: .milliseconds(900), for: .milliseconds(300))
    talk.start()
    talk.run(until: .seconds(5))
    #expect(talk.transcript.contains("user: Yes."))
    #expect(talk.transcript.last == "agent: Understood.")
  }

  @Test func `an agent that may not be interrupted goes on and answers afterwards`() {
    var talk = talk(interruptible: false)
    talk.callerSays("Wait, I have a question.", at: .seconds(2), for: .seconds(2))
    talk.start()
    talk.run(until: .seconds(10))
    #expect(!talk.effects.contains { $0.effect == .hold || $0.effect == .silence })
    #expect(talk.transcript == ["agent: \(story)", "user: Wait, I have a question.", "agent: Understood."])
  }

  @Test func `a long interruption takes the floor before its words are known`() {
    var talk = talk()
    talk.callerSays("I want to tell you something that takes a while.", at: .seconds(1), for: .seconds(4))
    talk.start()
    talk.run(until: .seconds(3))
    #expect(talk.events.contains(.yielded))
    #expect(talk.transcript == ["agent: Once upon a —"])
  }

  @Test func `an interrupted answer is not generated to its end`() {
    var talk = Rehearsal(plan: .silent)
    talk.pieceTime = .milliseconds(500)
    talk.answers = { request in
      .gives(
        request.turns.count == 1 ? Array(repeating: .text("And so on and on it goes. "), count: 20) : [.text("Ok!")])
    }
    talk.callerSays("Tell me a story.", at: .seconds(1))
    talk.callerSays("Stop it now please.", at: .seconds(4))
    talk.start()
    talk.run(until: .seconds(9))
    #expect(talk.transcript.count == 4)
    #expect(talk.transcript.last == "agent: Ok!")
    #expect(talk.spoken.count < 8)
    guard case .assistant(let heard)? = talk.requests.last?.turns.dropFirst().first else {
      Issue.record("the model was not told what was heard")
      return
    }
    #expect(heard.hasPrefix("And so on"))
    #expect(heard.count < 80)
  }
}
