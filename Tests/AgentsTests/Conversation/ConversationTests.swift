import Agents
import Audio
import Identifiers
import Testing
import TrunklineTesting
import WireTesting

@Suite(.timeLimit(.minutes(1))) struct ConversationTests {
  private func stage(
    _ plan: ConversationPlan = .test, hears: String = "What time is it?", rate: SampleRate = .hz8000,
    synthesizer: ScriptedSynthesizer = ScriptedSynthesizer(),
    answers: @escaping @Sendable (ModelRequest) async throws -> [ModelPiece] = { _ in [.text("It is noon.")] }
  ) -> ConversationStage {
    ConversationStage(
      plan: plan, transcriber: ScriptedTranscriber(hears), model: ScriptedModel(answers), synthesizer: synthesizer,
      rate: rate)
  }

  @Test(arguments: [SampleRate.hz8000, .hz16000])
  func `a question in sound is answered in sound`(rate: SampleRate) async throws {
    let stage = stage(rate: rate)
    try await stage.conversation.prepare()
    async let end = stage.conversation.run()
    stage.conversation.start()
    await stage.settle()
    let greeting = await stage.pass(1000)
    // The first message is heard within 300 ms: 20 ms a character, 440 ms in all.
    #expect(greeting.prefix(15).contains(true))
    #expect(greeting.suffix(10).contains(true) == false)
    await stage.pass(1000, callerSpeaks: true)
    let answer = await stage.pass(2000)
    #expect(answer.contains(true))
    #expect(stage.transcript == ["agent: Hello, how can I help?", "user: What time is it?", "agent: It is noon."])
    stage.conversation.callEnded()
    #expect(await end == nil)
    #expect(stage.endedCall == nil)
  }

  @Test func `speaking over the agent silences it within 100 ms`() async throws {
    var plan = ConversationPlan.test
    plan.firstMessage = String(repeating: "This is a very long greeting. ", count: 10)
    let stage = stage(plan)
    try await stage.conversation.prepare()
    async let end = stage.conversation.run()
    stage.conversation.start()
    await stage.settle()
    #expect(await stage.pass(1000).allSatisfy { $0 })
    let after = await stage.pass(2000, callerSpeaks: true)
    #expect(after.prefix { $0 }.count <= 6)
    #expect(after.dropFirst(6).contains(true) == false)
    stage.conversation.callEnded()
    _ = await end
    #expect(stage.transcript.first?.hasSuffix("—") == true)
  }

  @Test func `end_call ends the call after its message was played`() async throws {
    let stage = stage(hears: "Bye.") { _ in
      [.toolCall(ToolCall(id: "1", name: "end_call", arguments: ["message": "Goodbye now."]))]
    }
    try await stage.conversation.prepare()
    async let end = stage.conversation.run()
    stage.conversation.start()
    await stage.settle()
    await stage.pass(1000)
    await stage.pass(500, callerSpeaks: true)
    await stage.pass(3000)
    #expect(await end == .agentEnded)
    #expect(stage.endedCall == .agentEnded)
    #expect(stage.transcript.last == "agent: Goodbye now.")
    guard case .ended(.agentEnded, _) = stage.reports.last else {
      Issue.record("the end was not the last report")
      return
    }
  }

  @Test(.lesson(77)) func `a conversation that is ended while its engines hang ends at once`() async throws {
    let stage = stage { _ in
      // Never answers, but can be cancelled.
      for await _ in AsyncStream<Never>.makeStream().stream {}
      throw CancellationError()
    }
    try await stage.conversation.prepare()
    async let end = stage.conversation.run()
    stage.conversation.start()
    await stage.settle()
    await stage.pass(1000)
    await stage.pass(500, callerSpeaks: true)
    await stage.pass(500)
    stage.conversation.callEnded()
    #expect(await end == nil)
    #expect(stage.transcript.last == "user: What time is it?")
  }

  @Test func `an agent whose voice fails cannot be prepared`() async throws {
    let stage = stage(synthesizer: ScriptedSynthesizer { _ in throw EngineError.test })
    await #expect(throws: EngineError.test) { try await stage.conversation.prepare() }
  }

  @Test func `a model that throws is apologized for, and its words are not in the events`() async throws {
    struct Leak: Error { let secret = "sk_123" }
    let stage = stage { _ in throw Leak() }
    try await stage.conversation.prepare()
    async let end = stage.conversation.run()
    stage.conversation.start()
    await stage.settle()
    await stage.pass(1000)
    await stage.pass(500, callerSpeaks: true)
    await stage.pass(3000)
    stage.conversation.callEnded()
    _ = await end
    #expect(stage.transcript.last == "agent: \(Phrases().notCaught)")
    #expect(!"\(stage.reports)".contains("sk_123"))
  }

  @Test func `warnings of the plan are reported first`() async throws {
    var plan = ConversationPlan.silent
    plan.warnings = ["{{name}} has no value and was left empty"]
    let stage = stage(plan)
    try await stage.conversation.prepare()
    async let end = stage.conversation.run()
    stage.conversation.start()
    stage.conversation.callEnded()
    _ = await end
    #expect(stage.reports == [.warning("{{name}} has no value and was left empty")])
  }

  @Test func `a cancelled conversation ends and keeps what was said`() async throws {
    let stage = stage()
    try await stage.conversation.prepare()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { _ = await stage.conversation.run() }
      stage.conversation.start()
      await stage.settle()
      await stage.pass(300)
      group.cancelAll()
    }
    #expect(stage.transcript == ["agent: Hello, how can —"])
  }

  @Test func `facts beyond the bound are dropped and commands are not`() async throws {
    let stage = stage(.silent)
    var now = Duration.zero
    // Nobody takes from the inbox: each click is two facts.
    for index in 0..<4000 {
      now += .milliseconds(20)
      stage.ear.write(ScriptedVoiceDetector.frame(voice: index % 10 == 0, rate: .hz8000))
      stage.loop.walk(at: now)
    }
    #expect(stage.conversation.line.factsLost > 0)
    stage.conversation.start()
    stage.conversation.callEnded()
    #expect(await stage.conversation.run() == nil)
    #expect(stage.reports.contains { if case .warning = $0 { true } else { false } })
  }
}
