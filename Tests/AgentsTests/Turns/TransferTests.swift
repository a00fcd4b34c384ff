import Agents
import Identifiers
import Testing
import TrunklineTesting

@Suite struct TransferTests {
  private let sales = TransferTarget(.uri("sip:sales@example.com"), condition: "the caller wants to buy")

  private func talk(answers: @escaping @Sendable (ModelRequest) -> [ModelPiece]) -> Rehearsal {
    var plan = ConversationPlan.silent
    plan.tools = [.system(.transferToNumber([sales]))]
    var talk = Rehearsal(plan: plan)
    talk.answers = { .gives(answers($0)) }
    return talk
  }

  private static func call(_ number: String) -> ModelPiece {
    .toolCall(ToolCall(id: "1", name: "transfer_to_number", arguments: ["number": .string(number)]))
  }

  @Test func `a caller is put through when all that comes before was said, and the conversation is over`() {
    var talk = talk { _ in [.text("One moment please."), Self.call("sip:sales@example.com")] }
    talk.callerSays("I want to buy one.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(20))
    #expect(talk.end == .transferred)
    #expect(talk.transcript == ["user: I want to buy one.", "agent: One moment please."])
    let begun = talk.effects.first { if case .transfer(_, sales) = $0.effect { true } else { false } }?.at
    let said = talk.messages.last { $0.role == .assistant }?.endedAt
    #expect(begun != nil && begun == said)
    let tool = talk.messages.last
    #expect(tool?.toolName == "transfer_to_number")
    #expect(tool?.content == "The caller was put through to sip:sales@example.com.")
  }

  @Test func `a transfer that fails brings the caller back, and the model is told why`() {
    var talk = talk { request in
      if case .toolResult(_, let content)? = request.turns.last { return [.text("Sorry. " + content.suffix(12))] }
      return [.text("One moment."), Self.call("sip:sales@example.com")]
    }
    talk.transfers = { _ in .failed(reason: "486 Busy Here") }
    talk.callerSays("I want to buy one.", at: .seconds(1))
    talk.callerSays("All right, thanks.", at: .seconds(12))
    talk.start()
    talk.run(until: .seconds(18))
    #expect(talk.end == nil)
    #expect(
      talk.transcript.prefix(4) == [
        "user: I want to buy one.", "agent: One moment.", "agent: Sorry. 86 Busy Here", "user: All right, thanks.",
      ])
  }

  @Test func `a target that is not the agent's own is refused with the ones it has`() {
    var talk = talk { request in
      if case .toolResult(_, let content)? = request.turns.last { return [.text(content)] }
      return [Self.call("+19005551234")]
    }
    talk.callerSays("Ring this number for me.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(8))
    #expect(!talk.effects.contains { if case .transfer = $0.effect { true } else { false } })
    #expect(talk.requests.last?.turns.last.map { "\($0)".contains("There is: sip:sales@example.com.") } == true)
  }

  @Test func `a transfer of which nothing is heard failed after a minute`() {
    var talk = talk { request in
      if case .toolResult? = request.turns.last { return [.text("Nobody is there.")] }
      return [Self.call("sip:sales@example.com")]
    }
    talk.transfers = { _ in nil }
    talk.callerSays("Sales please.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(70))
    let asked = talk.effects.first { if case .transfer = $0.effect { true } else { false } }?.at ?? .zero
    let failed = talk.messages.first { $0.role == .tool }?.endedAt ?? .zero
    #expect(failed - asked >= .seconds(60) && failed - asked < .seconds(61))
    #expect(talk.transcript.last == "agent: Nobody is there.")
  }

  @Test func `a caller who leaves on the way is noted`() {
    var talk = talk { _ in [.text("One moment."), Self.call("sip:sales@example.com")] }
    talk.transfers = { _ in nil }
    talk.callerSays("Sales please.", at: .seconds(1))
    talk.callerHangsUp(at: .seconds(10))
    talk.start()
    talk.run(until: .seconds(12))
    #expect(talk.messages.last?.content == "The caller left while being put through to sip:sales@example.com.")
  }

  @Test func `a model that tries again and again without a word ends in an apology, not in an endless row of REFERs`() {
    var talk = talk { _ in [Self.call("sip:sales@example.com")] }
    talk.transfers = { _ in .failed(reason: "603 Declined") }
    talk.transferTime = .milliseconds(100)
    talk.callerSays("Sales please.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(20))
    #expect(talk.effects.count { if case .transfer = $0.effect { true } else { false } } == 2)
    #expect(talk.transcript.last?.hasPrefix("agent: ") == true)
  }

  @Test func `a cough after a transfer that failed does not swallow what the agent says of it`() {
    var talk = talk { request in
      if case .toolResult? = request.turns.last { return [.text("Nobody is there.")] }
      return [Self.call("sip:sales@example.com")]
    }
    talk.transfers = { _ in .failed(reason: "480") }
    talk.modelTime = .milliseconds(500)
    talk.hears = { .gives($0 == "hrm" ? "" : $0) }
    talk.callerSays("Sales please.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(4))
    let failed = talk.messages.first { $0.role == .tool }?.endedAt ?? .zero
    talk.callerSays("hrm", at: max(talk.now, failed) + .milliseconds(20), for: .milliseconds(300))
    talk.run(until: .seconds(12))
    #expect(talk.transcript.contains("agent: Nobody is there."))
  }

  @Test func `of two tools that end the agent's part in one answer the first counts`() {
    var plan = ConversationPlan.silent
    plan.tools = [.system(.transferToNumber([sales])), .system(.endCall)]
    var talk = Rehearsal(plan: plan)
    talk.answers = { _ in
      .gives([Self.call("sip:sales@example.com"), .toolCall(ToolCall(id: "2", name: "end_call", arguments: .null))])
    }
    talk.callerSays("Sales please.", at: .seconds(1))
    talk.start()
    talk.run(until: .seconds(20))
    #expect(talk.end == .transferred)
    #expect(talk.messages.filter { $0.role == .tool }.map(\.toolName) == ["end_call", "transfer_to_number"])
  }
}
