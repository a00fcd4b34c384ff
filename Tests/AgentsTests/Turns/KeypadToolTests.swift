import Agents
import Identifiers
import Testing
import TrunklineTesting

/// An agent that presses keys, in a menu for example.
@Suite struct KeypadToolTests {
  private func talk(answers: @escaping @Sendable (ModelRequest) -> [ModelPiece]) -> Rehearsal {
    var plan = ConversationPlan.silent
    plan.tools = [.system(.playKeypadTouchTone), .system(.endCall)]
    var talk = Rehearsal(plan: plan)
    talk.answers = { .gives(answers($0)) }
    return talk
  }

  private static func call(_ digits: String) -> ModelPiece {
    .toolCall(ToolCall(id: "1", name: "play_keypad_touch_tone", arguments: ["digits": .string(digits)]))
  }

  private func presses(_ talk: Rehearsal) -> [(at: Duration, keys: String)] {
    talk.effects.compactMap { if case .press(_, let keys) = $0.effect { ($0.at, keys.text) } else { nil } }
  }

  @Test func `keys are pressed without a word, and the agent goes on listening`() {
    var talk = talk { request in
      if case .toolResult? = request.turns.dropLast().last { return [.text("Hello, sales.")] }
      return [Self.call("1w2")]
    }
    talk.callerSays("Press one for sales.", at: .seconds(1))
    talk.callerSays("You are with sales.", at: .seconds(6))
    talk.start()
    talk.run(until: .seconds(12))
    #expect(presses(talk).map(\.keys) == ["1w2"])
    #expect(talk.end == nil)
    #expect(talk.transcript.last == "agent: Hello, sales.")
    let tool = talk.messages.first { $0.role == .tool }
    #expect(tool?.toolName == "play_keypad_touch_tone")
  }

  @Test func `what is said with the keys is said before them`() {
    var talk = talk { _ in [.text("One moment please."), Self.call("5")] }
    talk.callerSays("Press five.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(10))
    let said = talk.messages.last { $0.role == .assistant }?.endedAt
    #expect(presses(talk).first?.at == said)
  }

  @Test(arguments: ["", "12x", "press 1", String(repeating: "1", count: 65)])
  func `keys that cannot be pressed are told to the model`(digits: String) {
    var talk = talk { request in
      if case .toolResult(_, let content)? = request.turns.last { return [.text("Sorry. " + content)] }
      return [Self.call(digits)]
    }
    talk.callerSays("Press it.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(8))
    #expect(presses(talk).isEmpty)
    let told = talk.messages.first { $0.role == .tool }?.content ?? ""
    #expect(told.contains("digits") || told.contains("At most 64"))
  }

  @Test func `a second tool of the same answer is not done`() {
    var talk = talk { _ in [Self.call("1"), .toolCall(ToolCall(id: "2", name: "end_call", arguments: [:]))] }
    talk.callerSays("Press one.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(6))
    #expect(presses(talk).count == 1)
    #expect(talk.end == nil)
  }
}
