import Agents
import Audio
import Identifiers
import Testing
import TrunklineTesting

@Suite struct TurnTakingTests {
  @Test func `the first message is spoken at once and the caller's question is answered`() {
    var talk = Rehearsal(plan: .test)
    talk.answers = { _ in .gives([.text("We open at nine. "), .text("See you then!")]) }
    talk.callerSays("What are your opening hours?", at: .seconds(3))
    talk.start()
    talk.run(until: .seconds(9))
    #expect(talk.spoken.first?.at == .zero)
    #expect(
      talk.transcript == [
        "agent: Hello, how can I help?", "user: What are your opening hours?", "agent: We open at nine. See you then!",
      ])
    #expect(
      talk.requests.map(\.turns) == [
        [.assistant("Hello, how can I help?"), .user("What are your opening hours?")]
      ])
  }

  @Test func `without a first message the caller speaks first`() {
    var talk = Rehearsal(plan: .silent)
    talk.callerSays("Hello?", at: .seconds(1), for: .milliseconds(400))
    talk.start()
    talk.run(until: .seconds(4))
    #expect(talk.transcript == ["user: Hello?", "agent: Understood."])
  }

  @Test func `a whole sentence is answered 380 ms after its end, with the time of each stage`() {
    var talk = Rehearsal(plan: .silent)
    talk.callerSays("What time is it?", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(5))
    let answer = talk.messages.last
    #expect(answer?.latency?.endpointing == 360)
    #expect(answer?.latency?.transcription == 160)
    #expect(answer?.latency?.languageModel == 60)
    #expect(answer?.latency?.synthesis == 40)
    #expect(answer?.latency?.total == 480)
  }

  @Test func `an unfinished sentence is waited for and joined`() {
    var talk = Rehearsal(plan: .silent)
    talk.callerSays("My name is", at: .seconds(1))
    talk.callerSays("Ada Lovelace.", at: .seconds(3))
    talk.start()
    talk.run(until: .seconds(6))
    #expect(talk.transcript == ["user: My name is Ada Lovelace.", "agent: Understood."])
    #expect(talk.requests.count == 1)
  }

  @Test func `a caller who goes on in the same breath is transcribed again as a whole`() {
    var talk = Rehearsal(plan: .silent)
    talk.callerSays("I would like", at: .seconds(1))
    talk.callerSays("to book a table.", at: .milliseconds(2250))
    talk.start()
    talk.run(until: .seconds(6))
    #expect(talk.transcript.first == "user: I would like to book a table.")
    #expect(talk.requests.count == 1)
  }

  @Test func `a caller who goes on before the answer's first sound is heard out`() {
    var talk = Rehearsal(plan: .silent)
    talk.modelTime = .milliseconds(800)
    talk.callerSays("I need a table.", at: .seconds(1))
    talk.callerSays("For four people.", at: .milliseconds(2500))
    talk.start()
    talk.run(until: .seconds(8))
    #expect(talk.transcript == ["user: I need a table. For four people.", "agent: Understood."])
    #expect(talk.requests.last?.turns == [.user("I need a table. For four people.")])
    #expect(talk.events.contains(.callerWentOn))
  }

  @Test func `what holds no words is tried twice and then ignored`() {
    var talk = Rehearsal(plan: .silent)
    talk.hears = { _ in .gives("") }
    talk.callerSays("…", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(4))
    let tries = talk.effects.filter { if case .transcribe = $0.effect { true } else { false } }
    #expect(tries.count == 2)
    #expect(talk.transcript.isEmpty)
    #expect(talk.events.contains(.noise))
  }

  @Test func `keys become a turn after a second and a half`() {
    var talk = Rehearsal(plan: .silent)
    talk.callerPresses("12#", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(5))
    #expect(talk.transcript == ["user: The caller pressed 1 2 #.", "agent: Understood."])
    #expect(talk.spoken.first?.at ?? .zero >= .milliseconds(2900))
  }

  @Test func `keys pressed over the agent take the floor`() {
    var talk = Rehearsal(plan: .test)
    // The greeting lasts 1.54 s; the key counts after 1.52 s, when all its words were heard.
    talk.callerPresses("0", at: .zero)
    talk.start()
    talk.run(until: .milliseconds(3000))
    #expect(talk.transcript.first == "agent: Hello, how can I help? —")
    #expect(talk.transcript.dropFirst().first == "user: The caller pressed 0.")
  }

  @Test func `end_call says its message to the end and then hangs up`() {
    var talk = Rehearsal(plan: .silent)
    talk.answers = { _ in
      .gives([.toolCall(ToolCall(id: "1", name: "end_call", arguments: ["message": "Goodbye and take care!"]))])
    }
    talk.callerSays("That's all, bye.", at: .seconds(1))
    talk.callerSays("Bye!", at: .seconds(3), for: .milliseconds(300))
    talk.start()
    talk.run(until: .seconds(10))
    #expect(talk.end == .agentEnded)
    #expect(talk.transcript.last == "agent: Goodbye and take care!")
    #expect(talk.messages.contains { $0.role == .tool && $0.toolName == "end_call" })
  }

  @Test func `end_call without a message ends after what was said, or at once`() {
    var talk = Rehearsal(plan: .silent)
    talk.answers = { _ in .gives([.text("Bye."), .toolCall(ToolCall(id: "1", name: "end_call", arguments: [:]))]) }
    talk.callerSays("Bye.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(10))
    #expect(talk.end == .agentEnded)
    #expect(talk.transcript == ["user: Bye.", "agent: Bye."])

    var mute = Rehearsal(plan: .silent)
    mute.answers = { _ in .gives([.toolCall(ToolCall(id: "1", name: "end_call", arguments: .null))]) }
    mute.callerSays("Bye.", at: .seconds(1))
    mute.start()
    mute.run(until: .seconds(10))
    #expect(mute.end == .agentEnded)
    #expect(mute.spoken.isEmpty)
  }

  @Test func `skip_turn says nothing and goes on listening`() {
    var talk = Rehearsal(plan: .silent)
    talk.answers = { request in
      request.turns.last == .user("Hold on.")
        ? .gives([.toolCall(ToolCall(id: "1", name: "skip_turn", arguments: [:]))]) : .gives([.text("Sure.")])
    }
    talk.callerSays("Hold on.", at: .seconds(1))
    talk.callerSays("What now?", at: .seconds(5))
    talk.start()
    talk.run(until: .seconds(9))
    #expect(talk.transcript == ["user: Hold on.", "user: What now?", "agent: Sure."])
    #expect(talk.end == nil)
  }

  @Test func `a call that ends keeps what was heard of the last sentence`() {
    var talk = Rehearsal(plan: .test)
    talk.callerHangsUp(at: .milliseconds(1000))
    talk.start()
    talk.run(until: .seconds(2))
    #expect(talk.transcript == ["agent: Hello, how can —"])
    #expect(talk.turns.isEnded)
    #expect(talk.turns.deadline == nil)
  }

  @Test func `nothing is done before the start or after the end`() {
    var turns = TurnTaking(plan: .test, rate: .hz8000)
    #expect(turns.receive(.heard(.began(at: .zero)), at: .seconds(1)).isEmpty)
    #expect(turns.deadline == nil)
    _ = turns.start(at: .seconds(1))
    #expect(turns.start(at: .seconds(2)).isEmpty)
    _ = turns.receive(.callEnded, at: .seconds(3))
    #expect(turns.receive(.heard(.began(at: .seconds(4))), at: .seconds(4)).isEmpty)
    #expect(turns.deadlineReached(at: .seconds(1000)).isEmpty)
  }
}
