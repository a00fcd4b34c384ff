import Agents
import Audio
import Identifiers
import Testing
import TrunklineTesting

@Suite struct TroubleTests {
  let phrases = Phrases()

  @Test func `a silent caller is asked twice and then hung up on with a goodbye`() {
    var talk = Rehearsal(plan: .silent)
    talk.start()
    talk.run(until: .seconds(60))
    #expect(talk.spoken.map(\.text) == [phrases.stillThere, phrases.stillListening, phrases.nobodyThere])
    #expect(talk.spoken.map(\.at) == [.seconds(10), .seconds(20), .seconds(30)])
    #expect(talk.end == .inactivity)
    #expect(talk.transcript.last == "agent: \(phrases.nobodyThere)")
  }

  @Test func `a caller who answers the question is not hung up on`() {
    var talk = Rehearsal(plan: .silent)
    talk.callerSays("Yes, one moment.", at: .seconds(12))
    talk.start()
    talk.run(until: .seconds(22))
    #expect(talk.spoken.map(\.text) == [phrases.stillThere, "Understood."])
  }

  @Test func `a call has its length and ends with a sentence`() {
    var plan = ConversationPlan.test
    plan.longestCall = .seconds(5)
    var talk = Rehearsal(plan: plan)
    talk.callerSays("I will now talk for a long time.", at: .seconds(3), for: .seconds(30))
    talk.start()
    talk.run(until: .seconds(60))
    #expect(talk.spoken.last?.at == .seconds(5))
    #expect(talk.spoken.last?.text == phrases.timeIsUp)
    #expect(talk.end == .maxDuration)
  }

  @Test func `a transcriber that fails is apologized for, and ends the call the second time`() {
    var talk = Rehearsal(plan: .silent)
    talk.hears = { _ in .fails(.test) }
    talk.callerSays("Hello?", at: .seconds(1))
    talk.callerSays("Hello?", at: .seconds(8))
    talk.start()
    talk.run(until: .seconds(30))
    #expect(talk.spoken.map(\.text) == [phrases.notCaught, phrases.apology])
    #expect(talk.end == .engineFailure(detail: "test: it was told to fail"))
  }

  @Test func `a transcriber that hangs is given 5 s`() {
    var talk = Rehearsal(plan: .silent)
    talk.hears = { _ in .hangs }
    talk.callerSays("Hello?", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(9))
    #expect(talk.spoken.map(\.at) == [.milliseconds(7200)])
    #expect(talk.spoken.map(\.text) == [phrases.notCaught])
  }

  @Test func `a model that hangs is given 8 s, and a good answer makes up for it`() {
    var talk = Rehearsal(plan: .silent)
    talk.answers = { request in
      if case .user("Fine.") = request.turns.last { .gives([.text("Good.")]) } else { .hangs }
    }
    talk.callerSays("Hello.", at: .seconds(1))
    talk.callerSays("Fine.", at: .seconds(16))
    talk.callerSays("Hello.", at: .seconds(20))
    talk.start()
    talk.run(until: .seconds(35))
    #expect(talk.spoken.map(\.text) == [phrases.notCaught, "Good.", phrases.notCaught])
    #expect(talk.end == nil)
  }

  @Test func `a model that stops in mid-answer says so`() {
    var talk = Rehearsal(plan: .silent)
    talk.pieceTime = .seconds(20)
    talk.answers = { _ in .gives([.text("The answer is this. And then "), .text("never")]) }
    talk.callerSays("Hello.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(14))
    #expect(talk.spoken.map(\.text) == ["The answer is this.", phrases.lostThread])
  }

  @Test(arguments: ["", "   ", "...", "🙂", "** **"])
  func `an answer that cannot be said is asked again for`(text: String) {
    var talk = Rehearsal(plan: .silent)
    talk.answers = { _ in .gives([.text(text)]) }
    talk.callerSays("Hello.", at: .seconds(1))
    talk.callerSays("Hello.", at: .seconds(8))
    talk.start()
    talk.run(until: .seconds(30))
    #expect(talk.spoken.map(\.text) == [phrases.notCaught, phrases.apology])
    #expect(talk.end == .engineFailure(detail: "language_model: the model answered nothing that can be said"))
  }

  @Test func `a tool that does not exist is answered to the model, three times at most`() {
    var talk = Rehearsal(plan: .silent)
    talk.answers = { _ in .gives([.toolCall(ToolCall(id: "1", name: "book_flight", arguments: [:]))]) }
    talk.callerSays("Hello.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(8))
    #expect(talk.requests.count == 3)
    #expect(
      talk.requests[1].turns.last
        == .toolResult(callID: "1", content: "There is no tool named book_flight. There is: end_call, skip_turn."))
    #expect(talk.spoken.map(\.text) == [phrases.notCaught])
  }

  @Test func `arguments that are no object are answered to the model`() {
    var talk = Rehearsal(plan: .silent)
    talk.answers = { request in
      request.turns.count == 1
        ? .gives([.toolCall(ToolCall(id: "1", name: "end_call", arguments: ["x"]))]) : .gives([.text("Fine.")])
    }
    talk.callerSays("Hello.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(8))
    #expect(talk.requests.last?.turns.last == .toolResult(callID: "1", content: "The arguments must be a JSON object."))
    #expect(talk.spoken.map(\.text) == ["Fine."])
    #expect(talk.end == nil)
  }

  @Test func `the same answer is not said three times in a row`() {
    var talk = Rehearsal(plan: .silent)
    for index in 0..<3 { talk.callerSays("Hello number \(index) here.", at: .seconds(1 + 5 * index)) }
    talk.start()
    talk.run(until: .seconds(20))
    #expect(talk.spoken.map(\.text) == ["Understood.", "Understood.", phrases.notCaught])
  }

  @Test func `an answer that only begins like the last two is said whole`() {
    var talk = Rehearsal(plan: .silent)
    talk.answers = { request in
      .gives([.text("Understood."), .text(request.turns.count > 4 ? " Anything else?" : "")])
    }
    for index in 0..<3 { talk.callerSays("Hello number \(index) here.", at: .seconds(1 + 5 * index)) }
    talk.start()
    talk.run(until: .seconds(20))
    #expect(talk.spoken.map(\.text) == ["Understood.", "Understood.", "Understood.", "Anything else?"])
  }

  @Test func `an endless answer is cut at 4000 characters`() {
    var talk = Rehearsal(plan: .silent)
    talk.pieceTime = .zero
    talk.answers = { _ in .gives(Array(repeating: .text("All work and no play. "), count: 400)) }
    talk.callerSays("Hello.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(6))
    #expect(talk.events.contains { if case .uselessAnswer = $0 { true } else { false } })
    talk.run(until: .seconds(400))
    #expect(talk.spoken.reduce(0) { $0 + $1.text.count } <= 4200)
    #expect(talk.end != .engineFailure(detail: "playout: nothing is being played"))
  }

  @Test func `speech that nobody plays ends the call with the reason, five seconds after it should have been over`() {
    var plan = ConversationPlan.silent
    plan.firstMessage = "Hello."
    var turns = TurnTaking(plan: plan, rate: .hz8000)
    guard case .speak(let work, _)? = turns.start(at: .zero).first else {
      Issue.record("nothing is said")
      return
    }
    _ = turns.receive(.synthesized(work, samples: 8000), at: .zero)
    _ = turns.receive(.synthesisEnded(work), at: .zero)
    var now = Duration.zero
    while !turns.isEnded, now < .seconds(20) {
      now += .milliseconds(500)
      _ = turns.receive(.played([ClipProgress(work: work, samplesPlayed: 0, startedAt: nil)]), at: now)
      _ = turns.deadlineReached(at: now)
    }
    #expect(now == .seconds(6))
  }

  @Test func `a voice held for a sound of which nothing more is heard goes on after a second`() {
    var turns = TurnTaking(plan: .test, rate: .hz8000)
    guard case .speak(let work, _)? = turns.start(at: .zero).first else {
      Issue.record("nothing is said")
      return
    }
    _ = turns.receive(.synthesized(work, samples: 80_000), at: .zero)
    #expect(turns.receive(.heard(.stirred(at: .seconds(1))), at: .seconds(1)) == [.hold])
    #expect(turns.deadline == .seconds(2))
    #expect(turns.deadlineReached(at: .seconds(2)) == [.release])
    #expect(turns.receive(.heard(.settled), at: .seconds(3)).isEmpty)
  }

  @Test func `a synthesizer that fails in mid-answer is apologized for from what is kept`() {
    var talk = Rehearsal(plan: .silent)
    talk.speaks = { $0.contains("second") ? .fails(.test) : .gives(()) }
    talk.answers = { _ in .gives([.text("The first sentence. The second sentence. The third one.")]) }
    talk.callerSays("Hello.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(10))
    #expect(talk.transcript.last == "agent: The first sentence. \(phrases.lostThread)")
  }

  @Test func `a synthesizer that fails with every answer ends the call the second time`() {
    var talk = Rehearsal(plan: .silent)
    talk.speaks = { $0 == "Understood." ? .fails(.test) : .gives(()) }
    talk.callerSays("Hello?", at: .seconds(1))
    talk.callerSays("Hello?", at: .seconds(10))
    talk.start()
    talk.run(until: .seconds(30))
    #expect(talk.spoken.map(\.text) == ["Understood.", phrases.notCaught, "Understood.", phrases.apology])
    #expect(talk.end == .engineFailure(detail: "test: it was told to fail"))
  }

  @Test func `a synthesizer that hangs is given 5 s, and the call ends when nothing can be said`() {
    var talk = Rehearsal(plan: .silent)
    talk.speaks = { _ in .hangs }
    talk.callerSays("Hello.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(30))
    #expect(talk.spoken.map(\.text) == ["Understood.", phrases.notCaught, phrases.apology])
    #expect(
      talk.end
        == .engineFailure(detail: "text_to_speech: it did not answer in time; see whether it is overloaded"))
  }
}
